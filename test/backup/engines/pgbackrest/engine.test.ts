import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { needEngine } from '../../../../src/backup/engines/registry.ts';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { restoreBackup } from '../../../../src/backup/operations/restore.ts';
import { listBackups } from '../../../../src/backup/repository/read.ts';
import { createHost } from '../../../../src/host.ts';
import type { EngineChoice } from '../../../../src/policy/policy.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import type { Target } from '../../../../src/types.ts';
import { type BackedServer, startBackedPostgres } from '../../../support/pgbackrest.ts';
import { queryRows, runSql } from '../../../support/sql.ts';
import { isWhole } from '../../../support/sweep.ts';
import { roundTrip } from '../../operations/round-trip.ts';
import { makeRepository, repositoryKinds } from '../../repository/places.ts';
import { policyWith } from '../command/command-choice.ts';
import { richSql, ruinSql } from '../rich-sql.ts';
import { scratchFolder, tickingHost } from '../scratch.ts';

/** Each backup and each restore is of a whole cluster. */
vi.setConfig({ testTimeout: 180_000 });

let server: BackedServer;

beforeAll(async () => {
  server = await startBackedPostgres();
});
afterAll(() => server.stop());

const admin = (database = 'postgres') =>
  `postgresql://postgres:${server.password}@${server.host}:${server.port}/${database}`;

async function place(sql: string) {
  const name = `db_${randomBytes(4).toString('hex')}`;
  await runSql('postgresql', admin(), `CREATE ROLE ${name} LOGIN CREATEDB PASSWORD 'geheim'`);
  await runSql('postgresql', admin(), `CREATE DATABASE ${name} OWNER ${name}`);
  await runSql(
    'postgresql',
    admin(),
    `GRANT EXECUTE ON FUNCTION pg_create_restore_point(text), pg_switch_wal() TO ${name}`,
  );
  const url = `postgresql://${name}:geheim@${server.host}:${server.port}/${name}`;
  await runSql('postgresql', url, sql);
  const target: Target = {
    identity: { provider: 'postgresql', host: 'localhost', port: server.port, database: name },
    role: 'main',
    url: secret(url),
    label: `${name}@localhost`,
    source: 'test',
  };
  const choice: EngineChoice = { kind: 'pgbackrest', stanza: 'main', config: server.config };
  const policy = policyWith(target, choice, scratchFolder());
  const engine = await needEngine(target, policy);
  const context = { host: createHost(), target };
  return { name, url, target, policy, choice, engine, context };
}

async function copiesIn(): Promise<string[]> {
  const rows = await queryRows(
    'postgresql',
    admin(),
    "SELECT datname AS name FROM pg_database WHERE datname ~ '^(restore|replaced)_'",
  );
  return [
    ...rows.map((row) => String(row['name'])),
    ...readdirSync(tmpdir()).filter((name) => /^interlock-(pg|dump)-/.test(name)),
  ];
}

it('brings back every row and every object by way of a scratch cluster, and leaves the other databases alone', async () => {
  const other = await place('CREATE TABLE t (a INT); INSERT INTO t VALUES (1)');
  const { engine, context, url } = await place(richSql.postgresql);
  const folder = scratchFolder();
  const dump = await engine.dump(context, folder);
  expect(dump).toMatchObject({ snapshot: 'shared', files: ['pgbackrest.json'] });
  await engine.inspect(context, folder, dump);
  await runSql('postgresql', url, ruinSql.postgresql);
  await runSql('postgresql', other.url, 'INSERT INTO t VALUES (2)');
  const ruined = await engine.fingerprint(context);
  expect(ruined.tables).not.toEqual(dump.tables);

  const beside = await engine.restoreBeside(context, folder, dump);
  const copy = await beside.fingerprint();
  expect(copy.tables).toEqual(dump.tables);
  expect(byName(copy.objects)).toEqual(byName(dump.objects));
  expect((await engine.fingerprint(context)).tables).toEqual(ruined.tables);
  await beside.swapIn();
  await beside.discard();
  expect((await engine.fingerprint(context)).tables).toEqual(dump.tables);
  expect(await queryRows('postgresql', other.url, 'SELECT a FROM t ORDER BY a')).toHaveLength(2);
  expect(await copiesIn()).toEqual([]);
});

const otherKinds = repositoryKinds.filter((kind) => kind !== 'folder');

// A plain folder is in the next test.
it.runIf(isWhole).each(otherKinds)(
  'keeps its pointer in a %s, and the files stay where pgBackRest has them',
  async (kind) => {
    const { target, url, choice } = await place(richSql.postgresql);
    const policy = policyWith(target, choice, await makeRepository(kind));
    const harm = () => runSql('postgresql', url, ruinSql.postgresql);
    const { manifest, size } = await roundTrip({ kind: 'postgresql', target, policy, harm });
    expect(manifest.files.map(({ path }) => path)).toEqual(['pgbackrest.json']);
    expect(size).toBeLessThan(2000);
    expect(manifest.excluded).toContainEqual(expect.stringContaining("in pgBackRest's repository"));
    expect(await copiesIn()).toEqual([]);
  },
);

it('makes a full backup first and increments after it, listed and restored like any other', async () => {
  const { target, policy, url } = await place('CREATE TABLE t (a INT); INSERT INTO t VALUES (1)');
  const host = tickingHost();
  const why = { reason: 'before db push', argv: [] };
  const make = () => backUp({ host, target, policy, why, kind: 'automatic', need: 'mandatory' });
  await make();
  await runSql('postgresql', url, 'INSERT INTO t VALUES (2)');
  await make();
  await runSql('postgresql', url, 'DROP TABLE t');
  const entries = await listBackups(host, policy.backup.repository);
  const good = entries.flatMap((entry) => (entry.state === 'good' ? [entry] : []));
  expect(good.map(({ manifest }) => manifest)).toEqual([
    expect.objectContaining({ engine: 'pgbackrest', check: 'inspected', snapshot: 'shared' }),
    expect.objectContaining({ engine: 'pgbackrest', check: 'inspected' }),
  ]);
  const [newest, first] = good;
  if (!newest || !first) throw new Error('no backups');
  const pointer = JSON.parse(readFileSync(join(newest.path, 'pgbackrest.json'), 'utf8')) as { label: string };
  expect(pointer.label).toMatch(/F_.+I$/);

  for (const [entry, rows] of [
    [first, 1],
    [newest, 2],
  ] as const) {
    await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
    expect(await queryRows('postgresql', url, 'SELECT a FROM t')).toHaveLength(rows);
  }
});

it('brings back a database that is gone altogether', async () => {
  const { engine, context, name } = await place(richSql.postgresql);
  const folder = scratchFolder();
  const dump = await engine.dump(context, folder);
  await runSql('postgresql', admin(), `DROP DATABASE ${name}`);
  expect(await engine.preflight(context)).toMatchObject({ exists: false });
  const beside = await engine.restoreBeside(context, folder, dump);
  await beside.swapIn();
  expect((await engine.fingerprint(context)).tables).toEqual(dump.tables);
});

it('refuses a pointer that is damaged', async () => {
  const { engine, context } = await place('CREATE TABLE t (a INT)');
  const folder = scratchFolder();
  const dump = await engine.dump(context, folder);
  const file = join(folder, 'pgbackrest.json');
  const whole = readFileSync(file, 'utf8');
  const broken = [
    whole.slice(0, -20),
    '',
    '\0'.repeat(whole.length),
    whole.replace(/"label": "\d{4}/, '"label": "1999'),
  ];
  for (const text of broken) {
    writeFileSync(file, text);
    await expect(engine.inspect(context, folder, dump)).rejects.toMatchObject({ code: 'backup-failed' });
    await expect(engine.restoreBeside(context, folder, dump)).rejects.toMatchObject({ code: 'restore-refused' });
  }
  expect(await copiesIn()).toEqual([]);
});

it('says which right is missing where the user may not name a restore point', async () => {
  const { engine, context, name } = await place('CREATE TABLE t (a INT)');
  await runSql('postgresql', admin(), `REVOKE EXECUTE ON FUNCTION pg_create_restore_point(text) FROM ${name}`);
  await expect(engine.dump(context, scratchFolder())).rejects.toMatchObject({
    code: 'backup-failed',
    next: [expect.stringContaining('GRANT EXECUTE')],
  });
});

it('is no backup where pgBackRest fails, and no restore where its files are gone', async () => {
  const { engine, context, target, policy } = await place('CREATE TABLE t (a INT)');
  const folder = scratchFolder();
  const dump = await engine.dump(context, folder);
  const { label } = JSON.parse(readFileSync(join(folder, 'pgbackrest.json'), 'utf8')) as { label: string };
  const unknown: EngineChoice = { kind: 'pgbackrest', stanza: 'other', config: server.config };
  const wrong = await needEngine(target, policyWith(target, unknown, policy.backup.repository));
  await expect(wrong.dump(context, scratchFolder())).rejects.toMatchObject({ code: 'backup-failed' });
  // The last test: what it removes is missing from then on.
  rmSync(join(server.repository, 'backup', 'main', label, 'pg_data'), { recursive: true });
  await expect(engine.restoreBeside(context, folder, dump)).rejects.toMatchObject({ code: 'restore-refused' });
  expect(await copiesIn()).toEqual([]);
});

function byName(objects: readonly { kind: string; name: string; detail: string }[]): string[] {
  return objects.map(({ kind, name, detail }) => `${kind} ${name} ${detail}`).sort();
}
