/** A database of each kind, restored from a backup that restic keeps as a delta. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { restoreBackup } from '../../../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../../../src/backup/operations/verify.ts';
import { type GoodEntry, listBackups } from '../../../../src/backup/repository/read.ts';
import { digestDatabase } from '../../../support/digest.ts';
import { installRestic } from '../../../support/restic.ts';
import { policyWith } from '../../engines/command/command-choice.ts';
import { type Kind, makePlace } from '../../engines/engine-places.ts';
import { tickingHost } from '../../engines/scratch.ts';
import { madeRestic } from '../places.ts';

const host = tickingHost();

/** 20,000 rows: more than the megabyte from which on a delta is worth it. */
const fill: Record<Kind, string> = {
  sqlite: `CREATE TABLE big (id INTEGER PRIMARY KEY, body TEXT);
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
    INSERT INTO big SELECT i, hex(randomblob(50)) FROM n`,
  postgresql: `CREATE TABLE big (id INT PRIMARY KEY, body TEXT);
    INSERT INTO big SELECT i, md5(i::text) || md5((-i)::text) FROM generate_series(1, 20000) i`,
  mysql: `CREATE TABLE big (id INT PRIMARY KEY, body TEXT);
    INSERT INTO big SELECT seq, concat(md5(seq), md5(-seq)) FROM seq_1_to_20000`,
};

beforeAll(installRestic, 600_000);

// At once: restic waits a fifth of a second whenever it takes a lock.
it('verifies and restores SQLite, PostgreSQL and MariaDB from a delta', async () => {
  await Promise.all((['sqlite', 'postgresql', 'mysql'] as const).map(restoreFromDelta));
});

async function restoreFromDelta(kind: Kind): Promise<void> {
  const place = await makePlace(kind);
  await place.run(fill[kind]);
  const { target } = place;
  const repository = { ...(await madeRestic()), deltas: true };
  const policy = policyWith(target, undefined, repository);
  const why = { reason: 'before db push', argv: [] };
  const make = () => backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
  await make();
  await place.run(`UPDATE big SET body = 'changed' WHERE id % 200 = 7`);
  await make();
  const before = await digestDatabase(kind, target.url.reveal());

  const chains = join(repository.staging, 'chains');
  const [key = ''] = readdirSync(chains);
  expect(JSON.parse(readFileSync(join(chains, key, 'state.json'), 'utf8')).number).toBe(1);
  const [entry] = (await listBackups(host, repository)) as GoodEntry[];
  expect((await verifyBackup({ host, target, policy, entry: entry as GoodEntry })).check).toBe('verified');
  await place.run('DELETE FROM big WHERE id > 5');
  await restoreBackup({ host, target, policy, entry: entry as GoodEntry, ontoOther: false, argv: [] });
  expect(await digestDatabase(kind, target.url.reveal())).toEqual(before);
}
