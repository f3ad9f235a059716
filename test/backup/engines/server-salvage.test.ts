import { readFileSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { backUpBroken } from '../../../src/backup/operations/back-up-broken.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { listBackups } from '../../../src/backup/repository/read.ts';
import { secret } from '../../../src/secrets/secret.ts';
import type { Target } from '../../../src/types.ts';
import { mariadb, postgres } from '../../support/servers.ts';
import { queryRows, runSql } from '../../support/sql.ts';
import { policyWith } from './command/command-choice.ts';
import { adminUrl, makePlace, type Place } from './engine-places.ts';
import { scratchFolder, tickingHost } from './scratch.ts';

const block = 8192;

async function salvaged(target: Target) {
  const host = tickingHost();
  const policy = policyWith(target, undefined, scratchFolder());
  const why = { reason: 'manual', argv: [] };
  const result = await backUpBroken({ host, target, policy, why, kind: 'manual', need: 'always' });
  const [entry] = await listBackups(host, policy.backup.repository);
  if (entry?.state !== 'good') throw new Error(`no backup: ${JSON.stringify(entry)}`);
  return { host, policy, result, entry, lost: (entry.manifest.incomplete ?? []).join('\n') };
}

/** A copy of the database made by copying files: the server has none of its blocks in memory, and reads what is on disk. */
async function coldCopy({ target }: Place): Promise<{ target: Target; file(table: string): Promise<string> }> {
  const { database } = target.identity;
  const name = `${database}_cold`;
  const sql = `CREATE DATABASE "${name}" TEMPLATE "${database}" OWNER "user_${database.slice(3)}" STRATEGY file_copy`;
  await runSql('postgresql', adminUrl('postgresql'), sql);
  onTestFinished(() => runSql('postgresql', adminUrl('postgresql'), `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
  const url = target.url.reveal().replace(/\/db_[^/?]+/, `/${name}`);
  return {
    target: {
      ...target,
      identity: { ...target.identity, database: name },
      label: `${name}@localhost`,
      url: secret(url),
    },
    async file(table) {
      const [row] = await queryRows('postgresql', url, `SELECT pg_relation_filepath('"${table}"'::regclass) AS path`);
      return join(postgres().dataDir, String(row?.['path']));
    },
  };
}

const twoTables = `
  CREATE TABLE good (a INT PRIMARY KEY, b TEXT);
  INSERT INTO good SELECT i, 'x' FROM generate_series(1, 50) i;
  CREATE TABLE bad (a INT, b TEXT);
  INSERT INTO bad SELECT i, 'tab' || chr(9) || 'line' || chr(10) || repeat('y', 500) FROM generate_series(1, 300) i;
  CREATE VIEW both_of AS SELECT a FROM good UNION ALL SELECT a FROM bad;
`;

it('saves of PostgreSQL the tables that are whole, and the rows of all blocks that are', async () => {
  const origin = await makePlace('postgresql');
  await origin.run(twoTables);
  // Else the first who reads the rows notes in them that they are committed, and a checkpoint writes that.
  await origin.run('VACUUM (FREEZE) bad');
  const cold = await coldCopy(origin);
  const file = await cold.file('bad');
  const bytes = readFileSync(file);
  bytes.fill(0x7f, 3 * block, 3 * block + 64);
  writeFileSync(file, bytes);

  const { result, entry, lost, host, policy } = await salvaged(cold.target);
  expect(result.status).toBe('partial');
  expect(lost).toMatch(/table public.bad: its rows are not in the dump \(invalid page in block 3/);
  expect(lost).toMatch(/table public.bad: \d+ rows of it are in rows-1.sql, for psql; block 3 cannot be read/);
  expect(entry.manifest.tables).toEqual([
    expect.objectContaining({ name: 'public.bad', rows: 0 }),
    expect.objectContaining({ name: 'public.good', rows: 50 }),
  ]);
  const [on] = await queryRows('postgresql', cold.target.url.reveal(), 'SHOW zero_damaged_pages');
  expect(on).toEqual({ zero_damaged_pages: 'off' });
  expect(readFileSync(file).equals(bytes)).toBe(true);

  // What was saved comes back: the dump by a restore onto the whole database, the rows by psql's own lines.
  await restoreBackup({ host, target: origin.target, policy, entry, ontoOther: true, argv: [] });
  expect(await origin.rows('SELECT count(*) AS n FROM good')).toEqual([{ n: '50' }]);
  const lines = readFileSync(join(entry.path, 'rows-1.sql'), 'utf8').split('\n');
  const rows = lines.slice(2, lines.indexOf('\\.'));
  expect(lost).toContain(`${rows.length} rows of it`);
  expect(rows.length).toBeGreaterThan(250);
  expect(rows[0]).toBe(`1\ttab\\tline\\n${'y'.repeat(500)}`);
});

it('saves of PostgreSQL the other tables where the file of one is gone', async () => {
  const origin = await makePlace('postgresql');
  await origin.run(twoTables);
  const cold = await coldCopy(origin);
  unlinkSync(await cold.file('bad'));
  const { entry, lost } = await salvaged(cold.target);
  expect(lost).toMatch(/table public.bad: its rows are not in the dump \(could not open file/);
  expect(entry.manifest.tables).toContainEqual(expect.objectContaining({ name: 'public.good', rows: 50 }));
});

it('saves of MariaDB the other tables where one has crashed', async () => {
  const place = await makePlace('mysql');
  await place.run(`
    CREATE TABLE good (a INT PRIMARY KEY, b TEXT);
    INSERT INTO good VALUES (1, 'x'), (2, 'y');
    CREATE TABLE bad (a INT PRIMARY KEY, b TEXT) ENGINE=MyISAM;
    INSERT INTO bad VALUES (1, 'x'), (2, 'y');
    CREATE TRIGGER on_bad BEFORE INSERT ON bad FOR EACH ROW SET NEW.b = 'z';
    CREATE TRIGGER on_good BEFORE INSERT ON good FOR EACH ROW SET NEW.b = 'z';
  `);
  await runSql('mysql', adminUrl('mysql'), 'FLUSH TABLES');
  truncateSync(join(mariadb().dataDir, place.target.identity.database, 'bad.MYI'), 100);

  const { result, entry, lost, host, policy } = await salvaged(place.target);
  expect(result.status).toBe('partial');
  expect(lost).toMatch(/table bad: it is not in the dump \(.+\)\ntrigger on_bad/);
  expect(entry.manifest.tables).toEqual([expect.objectContaining({ name: 'good', rows: 2 })]);
  // A present state that is damaged stops a restore, so the damaged table goes first.
  const request = { host, target: place.target, policy, entry, ontoOther: false, argv: [] };
  await expect(restoreBackup(request)).rejects.toMatchObject({ code: 'backup-failed' });
  await place.run('DROP TABLE bad; DELETE FROM good');
  await restoreBackup(request);
  expect(await place.rows('SELECT a FROM good')).toHaveLength(2);
});

it.each(['postgresql', 'mysql'] as const)('makes a whole backup of a %s database that is well', async (kind) => {
  const place = await makePlace(kind);
  await place.run('CREATE TABLE t (a INT)');
  expect((await salvaged(place.target)).result.status).toBe('made');
});
