import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { listBackups } from '../../../../src/backup/repository/read.ts';
import type { EngineChoice } from '../../../../src/policy/policy.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import type { Target } from '../../../../src/types.ts';
import { newestPostgres } from '../../../support/newest-postgres.ts';
import { startPostgres } from '../../../support/postgres.ts';
import { postgresProgram } from '../../../support/server-binaries.ts';
import type { RunningServer } from '../../../support/server-process.ts';
import { runSql } from '../../../support/sql.ts';
import { roundTrip } from '../../operations/round-trip.ts';
import { policyWith } from '../command/command-choice.ts';
import { hostWithPath } from '../engine-places.ts';
import { scratchFolder } from '../scratch.ts';

let server: RunningServer;

beforeAll(async () => {
  server = await startPostgres(await newestPostgres());
});
afterAll(() => server.stop());

async function place(database: string) {
  const { host, port, user, password } = server.info;
  const url = (name: string) => `postgresql://${user}:${password}@${host}:${port}/${name}`;
  await runSql('postgresql', url('postgres'), `CREATE DATABASE ${database}`);
  const target: Target = {
    identity: { provider: 'postgresql', host: 'localhost', port, database },
    role: 'main',
    url: secret(url(database)),
    label: `${database}@localhost`,
    source: 'test',
  };
  return { target, run: (sql: string) => runSql('postgresql', url(database), sql) };
}

it('is not backed up by a pg_dump that is older, which is said before anything is written', async () => {
  const { target } = await place('plain');
  const folder = scratchFolder();
  symlinkSync(postgresProgram('pg_dump') ?? '', join(folder, 'pg_dump'));
  const host = hostWithPath(folder, ['/usr/lib/postgresql']);
  const policy = policyWith(target, undefined, join(scratchFolder(), 'backups'));
  const why = { reason: 'before db push', argv: [] };
  await expect(backUp({ host, target, policy, why, kind: 'automatic', need: 'mandatory' })).rejects.toMatchObject({
    code: 'backup-failed',
    why: expect.stringMatching(/older than the server, which is 18\./),
    next: expect.arrayContaining([expect.stringContaining('postgresql-client-18')]),
  });
  expect(await listBackups(host, policy.backup.repository)).toEqual([]);
});

/** A program that knows its one table: no program of ours that is new enough comes with the server. */
const program = `
const { text } = require('node:stream/consumers');
const pg = require(${JSON.stringify(join(import.meta.dirname, '../../../../node_modules/pg'))});
const client = new pg.Client({ connectionString: process.env.PRISMA_INTERLOCK_URL });
const backup = async () => process.stdout.write((await client.query('SELECT json_agg(item)::text AS rows FROM item')).rows[0].rows);
const restore = async () => {
  await client.query('CREATE TABLE item (id INT PRIMARY KEY, name TEXT NOT NULL, price NUMERIC)');
  await client.query('INSERT INTO item SELECT * FROM json_populate_recordset(NULL::item, $1)', [await text(process.stdin)]);
};
client.connect().then(process.argv[1] === 'backup' ? backup : restore).finally(() => client.end());`;

it('is read, restored beside, compared and swapped as any other, where a program of the policy copies it', async () => {
  const { target, run } = await place('copied');
  await run(`CREATE TABLE item (id INT PRIMARY KEY, name TEXT NOT NULL, price NUMERIC);
    INSERT INTO item VALUES (1, 'ä😀', 0.1), (2, '', NULL)`);
  const words = (task: string) => [process.execPath, '-e', program, task] as const;
  const choice: EngineChoice = { kind: 'command', backup: words('backup'), restore: words('restore') };
  const policy = policyWith(target, choice, join(scratchFolder(), 'backups'));
  const { manifest } = await roundTrip({
    kind: 'postgresql',
    target,
    policy,
    harm: () => run('DELETE FROM item WHERE id = 2'),
  });
  expect(manifest).toMatchObject({
    engine: 'command',
    snapshot: 'shared',
    serverVersion: expect.stringMatching(/^18\./),
  });
});
