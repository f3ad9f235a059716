/** Makes a backup with retention in the folder it is given. Ends with 0 where it lives to the end. */
import { newBackupId } from '../../src/backup/repository/format.ts';
import { withLock } from '../../src/backup/repository/lock.ts';
import { expireBackups, removeLeftovers } from '../../src/backup/repository/retention.ts';
import { openRepository, writeBackup } from '../../src/backup/repository/write.ts';
import type { Host } from '../../src/host.ts';
import { dyingHost } from './dying-host.ts';
import { tinyEngine, tinyTarget } from './tiny-engine.ts';

const [database = '', repository = '', nth = ''] = process.argv.slice(2);
// Later than the backups that are there, whatever this machine's clock says.
const host = Object.create(dyingHost(Number(nth)), { now: { value: () => new Date('2026-11-23T00:00:00Z') } }) as Host;
const target = tinyTarget(database);
const { identity } = target;
const id = newBackupId(host.now(), identity, 'x');
const context = { host, target, onProgress: () => {} };
await openRepository(host, repository);
await withLock(host, { repository, identity, what: 'x', writes: id }, async () => {
  await removeLeftovers(host, repository);
  const why = { reason: 'x', argv: [] };
  await writeBackup({ repository, id, engine: tinyEngine, context, kind: 'automatic', why });
  await expireBackups(host, { repository, identity, keep: 1, newest: id, spare: [] });
});
