import { readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BackupEngine, Dump, EngineContext } from '../../../src/backup/engines/contract.ts';
import { engineFor, needEngine } from '../../../src/backup/engines/registry.ts';
import { InterlockError } from '../../../src/errors/interlock-error.ts';
import { createHost } from '../../../src/host.ts';
import type { EngineChoice } from '../../../src/policy/policy.ts';
import { share } from '../../support/sweep.ts';
import { choiceFor, policyWith } from './command/command-choice.ts';
import { type Kind, makePlace, type Place, targetOf } from './engine-places.ts';
import { filesUnder, spoil } from './payload-damage.ts';
import { richSql, ruinSql } from './rich-sql.ts';
import { scratchFolder } from './scratch.ts';

const engines = (['sqlite', 'postgresql', 'mysql'] as const).flatMap(
  (kind) =>
    [
      { name: kind, kind, choice: undefined },
      { name: `command engine on ${kind}`, kind, choice: choiceFor(kind) },
    ] as const,
);

describe.each(engines)('the $name', ({ kind, choice }) => {
  const start = (sql: string) => startEngine(kind, sql, choice);

  it('brings back every row and every object of a database that was ruined after the dump', async () => {
    const { place, engine, context } = await start(richSql[kind]);
    const folder = scratchFolder();
    const before = await engine.fingerprint(context);
    expect(await engine.preflight(context)).toMatchObject({ exists: true, estimatedBytes: expect.any(Number) });
    const dump = await engine.dump(context, folder);
    const recorded = await recordedIn(engine, context, folder, dump);
    expect(recorded).toEqual(contents(before));
    expect(dump.snapshot).toBe('shared');
    expect([...dump.files].sort()).toEqual(filesUnder(folder));
    expect(dump.tables.find((table) => /User$/.test(table.name))).toMatchObject({ rows: 2 });
    expect(kindsIn(dump)).toEqual(expect.arrayContaining(objectKinds[kind]));
    await engine.inspect(context, folder, dump);

    await place.run(ruinSql[kind]);
    const ruined = await engine.fingerprint(context);
    expect(contents(ruined)).not.toEqual(contents(before));
    const beside = await engine.restoreBeside(context, folder, dump);
    expect(contents(await beside.fingerprint())).toEqual(contents(before));
    expect(contents(await engine.fingerprint(context))).toEqual(contents(ruined));
    await beside.swapIn();
    await beside.discard();
    expect(contents(await engine.fingerprint(context))).toEqual(contents(before));
    expect(await leftovers(kind, place)).toEqual([]);
  });

  it('brings back a database that is gone altogether', async () => {
    const { place, engine, context } = await start(richSql[kind]);
    const folder = scratchFolder();
    const dump = await engine.dump(context, folder);
    await place.remove();
    expect(await engine.preflight(context)).toMatchObject({ exists: false });
    const beside = await engine.restoreBeside(context, folder, dump);
    await beside.swapIn();
    expect(contents(await engine.fingerprint(context))).toEqual(await recordedIn(engine, context, folder, dump));
  });

  it('says of a database that is not there that there is nothing to back up, and makes none', async () => {
    const { place, engine, context } = await start(richSql[kind]);
    await place.remove();
    expect((await engine.preflight(context)).exists).toBe(false);
    await expect(engine.dump(context, scratchFolder())).rejects.toMatchObject({ code: 'backup-failed' });
    expect((await engine.preflight(context)).exists).toBe(false);
  });

  it('backs up and restores a database without any table', async () => {
    const empty = kind === 'sqlite' ? 'CREATE TABLE x (a); DROP TABLE x; VACUUM' : 'SELECT 1';
    const { place, engine, context } = await start(empty);
    const folder = scratchFolder();
    const dump = await engine.dump(context, folder);
    expect(dump.tables).toEqual([]);
    await engine.inspect(context, folder, dump);
    await place.run('CREATE TABLE x (a INT)');
    const beside = await engine.restoreBeside(context, folder, dump);
    await beside.swapIn();
    expect(contents(await engine.fingerprint(context))).toEqual(await recordedIn(engine, context, folder, dump));
  });

  it.each(share(['cut off', 'changed in its middle', 'of zeros', 'empty'], 2))(
    'refuses a payload that is %s, and leaves the target alone',
    async (damage) => {
      const { place, engine, context } = await start(richSql[kind]);
      const folder = scratchFolder();
      const dump = await engine.dump(context, folder);
      spoil(join(folder, dump.files[0] ?? ''), damage);
      const before = await engine.fingerprint(context);
      await expect(engine.inspect(context, folder, dump)).rejects.toMatchObject({ code: 'backup-failed' });
      await expect(engine.restoreBeside(context, folder, dump)).rejects.toMatchObject({ code: 'restore-refused' });
      expect(contents(await engine.fingerprint(context))).toEqual(contents(before));
      expect(await leftovers(kind, place)).toEqual([]);
    },
  );

  it('removes the copy when the restore is given up', async () => {
    const { place, engine, context } = await start(richSql[kind]);
    const folder = scratchFolder();
    const dump = await engine.dump(context, folder);
    const beside = await engine.restoreBeside(context, folder, dump);
    expect(await leftovers(kind, place)).not.toEqual([]);
    await beside.discard();
    await beside.discard();
    expect(await leftovers(kind, place)).toEqual([]);
    expect(contents(await engine.fingerprint(context))).toEqual(await recordedIn(engine, context, folder, dump));
  });

  it('tells two databases apart that differ in one byte of one row, and not those that differ in the order of rows', async () => {
    const { place, engine, context } = await start('CREATE TABLE t (a VARCHAR(9), b VARCHAR(9))');
    const read = async () => (await engine.fingerprint(context)).tables;
    await place.run("INSERT INTO t VALUES ('a', 'bc'), ('x', NULL)");
    const first = await read();
    await place.run("DELETE FROM t; INSERT INTO t VALUES ('x', NULL), ('a', 'bc')");
    expect(await read()).toEqual(first);
    for (const row of ["('ab', 'c')", "('a', 'bd')", "('a,bc', NULL)"]) {
      await place.run(`DELETE FROM t; INSERT INTO t VALUES ('x', NULL), ${row}`);
      expect(await read()).not.toEqual(first);
    }
  });
});

describe.each(['postgresql', 'mysql'] as const)('the %s engine, with a server that is not well', (kind) => {
  it('fails when nobody listens', async () => {
    const port = await withPort((server) => new Promise<void>((done) => server.close(() => done())));
    await expect(preflightAt(kind, port)).rejects.toMatchObject({
      code: 'backup-failed',
      next: [expect.stringContaining('server runs')],
    });
  });

  it('fails within its timeout when somebody listens and says nothing', async () => {
    const port = await withPort(async (server) => {
      onTestFinished(() => void server.close());
    });
    const error = await preflightAt(kind, port, '?connect_timeout=1').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(InterlockError);
    expect(error).toMatchObject({ code: 'backup-failed' });
    expect((error as InterlockError).why).not.toContain('geheim');
  });

  it('fails when the password is wrong, without showing it', async () => {
    const { place, engine } = await startEngine(kind, 'SELECT 1');
    const wrong = place.target.url.reveal().replace(/:\/\/([^:]+):[^@]+@/, '://$1:geheim%40@');
    const context = contextOf({ ...place, target: targetOf(kind, wrong, place.target.identity.database) });
    const error = (await engine.preflight(context).catch((caught: unknown) => caught)) as InterlockError;
    expect(error).toMatchObject({ code: 'backup-failed' });
    expect(`${error.message} ${error.why} ${error.next.join()} ${String(error.cause)}`).not.toMatch(/geheim/);
  });
});

it.each(['sqlserver', 'mongodb', 'unknown'] as const)('there is no engine for %s', async (provider) => {
  expect(await engineFor(provider)).toBeUndefined();
});

const objectKinds: Record<Kind, string[]> = {
  sqlite: ['index', 'sequence', 'setting', 'table', 'trigger', 'view'],
  postgresql: [
    'comment',
    'constraint',
    'database',
    'domain',
    'enum',
    'function',
    'index',
    'large objects',
    'materialized view',
    'policy',
    'rule',
    'schema',
    'sequence',
    'sequence position',
    'table',
    'trigger',
    'view',
  ],
  mysql: [
    'auto increment',
    'event',
    'function',
    'procedure',
    'schema',
    'sequence',
    'sequence position',
    'table',
    'trigger',
    'view',
  ],
};

async function startEngine(kind: Kind, sql: string, choice?: EngineChoice) {
  const place = await makePlace(kind);
  await place.run(sql);
  const engine = await needEngine(place.target, policyWith(place.target, choice));
  return { place, engine, context: contextOf(place) };
}

function contextOf({ target }: Pick<Place, 'target'>): EngineContext {
  return { host: createHost(), target };
}

/** By name, so that a difference shows by itself. */
/** What a restored copy is compared with. */
async function recordedIn(engine: BackupEngine, context: EngineContext, folder: string, dump: Dump) {
  return contents((await engine.readPayload?.(context, folder, dump)) ?? dump);
}

function contents({
  tables,
  objects,
}: {
  tables: readonly { name: string }[];
  objects: readonly { kind: string; name: string }[];
}) {
  const sorted = [...objects].sort((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
  return { tables: [...tables].sort((a, b) => (a.name < b.name ? -1 : 1)), objects: sorted };
}

function kindsIn({ objects }: { objects: readonly { kind: string }[] }): string[] {
  return [...new Set(objects.map((object) => object.kind))].sort();
}

/** Copies, in whatever form, that are next to the target. */
async function leftovers(kind: Kind, { target, rows }: Place): Promise<string[]> {
  const { database } = target.identity;
  if (kind === 'sqlite') return readdirSync(dirname(database)).filter((name) => name.startsWith('.restore-'));
  const sql =
    kind === 'mysql'
      ? `SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE '${database}_restore_%'`
      : `SELECT datname AS name FROM pg_database WHERE datname ~ '^(restore|replaced)_' AND datdba = (SELECT datdba FROM pg_database WHERE datname = '${database}')`;
  return (await rows(sql)).map((row) => String(row['name']));
}

async function withPort(then: (server: ReturnType<typeof createServer>) => Promise<void>): Promise<number> {
  const server = createServer((socket) => void socket.on('error', () => {}).unref());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  await then(server);
  return port;
}

async function preflightAt(kind: Kind, port: number, parameters = '') {
  const engine = await engineFor(kind);
  const target = targetOf(kind, `${kind}://me:geheim@127.0.0.1:${port}/app${parameters}`, 'app');
  return engine?.preflight(contextOf({ target }));
}
