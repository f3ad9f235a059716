/**
 * Makes a backup with retention in the folder it is given, and dies by kill -9 just before its nth change of the
 * file system. Ends with 0 where it makes fewer.
 */
import { createHost, type Host } from '../../src/host.ts';
import { newBackupId } from '../../src/backup/repository/format.ts';
import { withLock } from '../../src/backup/repository/lock.ts';
import { expireBackups, removeLeftovers } from '../../src/backup/repository/retention.ts';
import { openRepository, writeBackup } from '../../src/backup/repository/write.ts';
import { tinyEngine, tinyTarget } from './tiny-engine.ts';

const [database = '', repository = '', nth = ''] = process.argv.slice(2);
let left = Number(nth);

function dyingHost(): Host {
  const host = createHost();
  const promises = { ...host.fs.promises } as Record<string, unknown>;
  for (const name of ['mkdir', 'writeFile', 'rename', 'rm', 'chmod', 'open']) {
    const real = promises[name] as (...words: unknown[]) => Promise<unknown>;
    promises[name] = async (...words: unknown[]) => {
      if (--left === 0) process.kill(process.pid, 'SIGKILL');
      return real(...words);
    };
  }
  return Object.create(host, { fs: { value: { ...host.fs, promises } } }) as Host;
}

const host = dyingHost();
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
