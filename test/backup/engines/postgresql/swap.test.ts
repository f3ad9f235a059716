import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { factsInTheWay } from '../../../../src/backup/operations/in-the-way.ts';
import { createHost } from '../../../../src/host.ts';
import { type OwnDatabase, type OwnServer, startOwnServer } from './own-server.ts';

let server: OwnServer;
beforeAll(async () => {
  server = await startOwnServer({
    settings: ['wal_level=logical', 'synchronous_commit=on', 'max_prepared_transactions=5', 'max_replication_slots=20'],
  });
});
afterAll(() => server.stop());

const rowsOf = (at: OwnDatabase) => at.rows('SELECT count(*) AS n FROM t');
const databases = async () =>
  (await server.admin("SELECT datname FROM pg_database WHERE datname ~ '^(replaced|restore)_'")).map(
    (row) => row['datname'],
  );
const slots = (at: OwnDatabase) =>
  server.admin(
    `SELECT slot_name, plugin, active, restart_lsn > '0/0' AS placed FROM pg_replication_slots WHERE database = '${at.name}' ORDER BY 1`,
  );

async function filled(rights?: string, patienceMs?: number): Promise<OwnDatabase> {
  const at = await server.database(rights, patienceMs);
  await at.run('CREATE TABLE t (id int PRIMARY KEY, v text); INSERT INTO t SELECT i, i FROM generate_series(1, 100) i');
  return at;
}

/** A connection that stays until the test ends, whatever becomes of it. */
async function connect(url: string, options: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, ...options });
  client.on('error', () => {});
  await client.connect();
  onTestFinished(() => client.end().catch(() => {}));
  return client;
}

/** Reads a slot as a subscriber does, and comes back whenever it is sent away. */
function readSlot(at: OwnDatabase, slot: string): { stop(): Promise<void> } {
  let isWanted = true;
  const work = (async () => {
    while (isWanted) {
      const client = new pg.Client({
        connectionString: server.url(at.name),
        replication: 'database',
        application_name: 'debezium',
      } as pg.ClientConfig);
      client.on('error', () => {});
      try {
        await client.connect();
        await client.query(`START_REPLICATION SLOT ${slot} LOGICAL 0/0`);
      } catch {}
      await client.end().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  const stop = async () => {
    isWanted = false;
    await server.admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'debezium'");
    await work;
  };
  onTestFinished(stop);
  return { stop };
}

async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 400; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`never ${what}`);
}

test.each([
  ['restore', undefined],
  ['undo', { undo: { project: undefined } }],
] as const)('logical slots, one in use and one not, are made anew by a %s, said before and after', async (_, more) => {
  const at = await filled('SUPERUSER');
  for (const name of ['in_use', 'idle'])
    await at.rows(`SELECT pg_create_logical_replication_slot('${name}', 'test_decoding')`);
  const reader = readSlot(at, 'in_use');
  await until('in use', async () => (await slots(at))[1]?.['active'] === 't');
  const id = await at.backUp();
  await at.run('DELETE FROM t');
  const facts = await factsInTheWay(createHost(), at.target);
  expect(facts).toEqual([
    ['ends', '1 connection of the walsender "debezium" of postgres'],
    ['beside it', 'the logical replication slot idle (test_decoding): it is made anew, and its position is lost'],
    ['', 'the logical replication slot in_use (test_decoding), in use now: it is made anew, and its position is lost'],
  ]);
  const { manifest, kept } = await at.restore(id, more);
  expect(manifest.excluded).toEqual(
    expect.arrayContaining(
      ['idle', 'in_use'].map((name) => `the position of the logical replication slot ${name} (test_decoding)`),
    ),
  );
  expect(await rowsOf(at)).toEqual([{ n: '100' }]);
  expect(at.told.join('\n')).toMatch(/^Ended \d+ connections? of the walsender "debezium" of postgres/m);
  for (const name of ['idle', 'in_use']) {
    expect(at.told.join('\n')).toContain(
      `The logical replication slot ${name} (test_decoding) was made anew; its position is lost.`,
    );
  }
  await reader.stop();
  expect(await slots(at)).toEqual(
    ['idle', 'in_use'].map((name) => ({ slot_name: name, plugin: 'test_decoding', active: 'f', placed: 't' })),
  );
  // What is kept holds back no log, and can go.
  if (kept) {
    expect(await server.admin(`SELECT FROM pg_replication_slots WHERE database = '${kept}'`)).toEqual([]);
    await server.admin(`DROP DATABASE "${kept}"`);
  }
  await at.rows("INSERT INTO t VALUES (200, 'x')");
  expect(await at.rows("SELECT data FROM pg_logical_slot_get_changes('idle', NULL, NULL)")).toContainEqual({
    data: expect.stringContaining("INSERT: id[integer]:200 v[text]:'x'"),
  });
  for (const name of ['in_use', 'idle']) await at.rows(`SELECT pg_drop_replication_slot('${name}')`);
});

test('where the role may not make a slot, it is said what makes it, and that works when it is pasted', async () => {
  const at = await filled();
  await server.admin(`SELECT pg_create_logical_replication_slot('two', 'test_decoding', false, true)`, at.name);
  const id = await at.backUp();
  await at.restore(id);
  const [line = ''] = at.told;
  expect(line).toMatch(
    /slot two \(test_decoding\) could not be made anew \(.*\)\. Have a superuser run in My "db" \d+: (.*);$/,
  );
  expect(await slots(at)).toEqual([]);
  await server.admin(line.slice(line.indexOf('SELECT ')), at.name);
  expect(await slots(at)).toMatchObject([{ slot_name: 'two' }]);
  await server.admin("SELECT pg_drop_replication_slot('two')", at.name);
});

test('a subscription goes with what is replaced, although its server is out of reach, and no database is left', async () => {
  const at = await filled('SUPERUSER');
  await at.run(`CREATE SUBSCRIPTION "My sub" CONNECTION 'host=127.0.0.1 port=1 dbname=x' PUBLICATION p
    WITH (connect = false, slot_name = 'its_slot')`);
  const id = await at.backUp();
  expect((await factsInTheWay(createHost(), at.target)).at(-1)?.[1]).toBe(
    'the subscription My sub: it goes with what is replaced, and is not made anew',
  );
  const { manifest } = await at.restore(id);
  expect(manifest.excluded).toContain('the subscription My sub');
  expect(at.told.join('\n')).toContain("SELECT pg_drop_replication_slot('its_slot');");
  expect(await databases()).toEqual([]);
  expect(await server.admin('SELECT subname FROM pg_subscription')).toEqual([]);
});

test('a subscription of a database that an undo keeps is at rest, and goes with it', async () => {
  const at = await filled('SUPERUSER');
  await at.run(`CREATE SUBSCRIPTION resting CONNECTION 'host=127.0.0.1 port=1 dbname=x' PUBLICATION p WITH (connect = false);
    ALTER SUBSCRIPTION resting ENABLE`);
  const id = await at.backUp();
  const { kept = '' } = await at.restore(id, { undo: { project: undefined } });
  expect(await server.admin('SELECT subenabled FROM pg_subscription')).toEqual([{ subenabled: 'f' }]);
  expect(await server.admin(`SELECT FROM pg_database WHERE datname = '${kept}'`)).toHaveLength(1);
  await at.run('DELETE FROM t');
  const day = 24 * 60 * 60 * 1000;
  const { engineFor } = await import('../../../../src/backup/engines/registry.ts');
  const owner = /_undo_([0-9a-f]{8})_/.exec(kept)?.[1] ?? '';
  const engine = await engineFor('postgresql');
  await engine?.tidy?.({ host: createHost(), target: at.target, owner }, new Date(Date.now() + 400 * day));
  expect(await server.admin(`SELECT FROM pg_database WHERE datname = '${kept}'`)).toEqual([]);
  expect(await server.admin('SELECT FROM pg_subscription')).toEqual([]);
});

test('programs that come back at once are ended, named, and let in again; what they write then is no failure', async () => {
  const at = await filled();
  let isRunning = true;
  let written = 0;
  const visitors = Array.from({ length: 8 }, async (_, at_) => {
    while (isRunning) {
      const client = new pg.Client({ connectionString: at.url, application_name: 'next-server' });
      client.on('error', () => {});
      try {
        await client.connect();
        for (; isRunning; written++)
          await client.query(`INSERT INTO t VALUES (${1000 + at_ * 1e6 + written}, 'w') ON CONFLICT DO NOTHING`);
      } catch {}
      await client.end().catch(() => {});
    }
  });
  await until('at work', async () => written > 20);
  const id = await at.backUp();
  await at.rows('CREATE TABLE later (id int)');
  const { kept } = await at.restore(id);
  const before = written;
  await until('back', async () => written > before + 20);
  isRunning = false;
  await Promise.all(visitors);
  expect(kept).toBeUndefined();
  expect(at.told.join('\n')).toMatch(/^Ended \d+ connections of "next-server" of owner_\d+\.$/m);
  await expect(at.rows('SELECT FROM later')).rejects.toThrow('does not exist');
  expect(Number((await at.rows('SELECT count(*) AS n FROM t WHERE id <= 100'))[0]?.['n'])).toBe(100);
  expect(await databases()).toEqual([]);
});

test('whom the role may not end is named before, waited for, and named in the refusal, with nothing changed', async () => {
  const at = await filled('', 300);
  const id = await at.backUp();
  await at.run('DELETE FROM t');
  const other = await connect(server.url(at.name), { application_name: 'psql' });
  const { pid } = (await other.query('SELECT pg_backend_pid() AS pid')).rows[0];
  const named = `process ${pid}, "psql" of postgres`;
  expect(await factsInTheWay(createHost(), at.target)).toContainEqual([
    'waits for',
    `${named}: the user in the URL may not end it`,
  ]);
  const refused = await at.restore(id).then(
    () => undefined,
    (error) => error,
  );
  expect(refused).toMatchObject({
    code: 'restore-refused',
    state: 'The database was left as it was.',
    why: expect.stringContaining(named),
  });
  expect(at.told).toEqual([`Waiting for ${named}, which the user in the URL may not end.`]);
  expect(await rowsOf(at)).toEqual([{ n: '0' }]);
  expect(await databases()).toEqual([]);
  await other.query('SELECT 1');
  // The line that is advised, by a superuser.
  const line = refused.next.find((step: string) => step.includes('pg_terminate_backend')) ?? '';
  await server.admin(line.slice(line.indexOf('SELECT ')));
  await at.restore(id);
  expect(await rowsOf(at)).toEqual([{ n: '100' }]);
});

test('the vacuum of the server itself is nobody, whatever the role may see of it', async () => {
  const at = await filled('');
  const id = await at.backUp();
  await server.admin('ALTER SYSTEM SET autovacuum_naptime = 1');
  onTestFinished(async () => {
    await server.admin('ALTER SYSTEM RESET autovacuum_naptime');
    await server.admin('SELECT pg_reload_conf()');
  });
  await server.admin('SELECT pg_reload_conf()');
  await at.run('ALTER TABLE t SET (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)');
  await at.run('ALTER TABLE t SET (autovacuum_vacuum_cost_delay = 100, autovacuum_vacuum_cost_limit = 1)');
  await at.run('UPDATE t SET v = v');
  const running = `SELECT FROM pg_stat_activity WHERE backend_type = 'autovacuum worker' AND datname = '${at.name}'`;
  await until('vacuumed', async () => (await server.admin(running)).length > 0);
  expect(await factsInTheWay(createHost(), at.target)).toEqual([]);
  expect(await server.admin(running)).not.toEqual([]);
  await at.restore(id);
  expect(at.told).toEqual([]);
});

test('who leaves in time has been waited for', async () => {
  const at = await filled('', 60_000);
  const id = await at.backUp();
  await at.run('DELETE FROM t');
  const other = await connect(server.url(at.name), { application_name: 'report' });
  const restoring = at.restore(id);
  await until('told', async () => at.told.length > 0);
  await other.end();
  await restoring;
  expect(await rowsOf(at)).toEqual([{ n: '100' }]);
});

test('a prepared transaction, which no session holds, is named as what keeps the database in use', async () => {
  const at = await filled('SUPERUSER', 300);
  const id = await at.backUp();
  await at.run('BEGIN; CREATE TABLE p (a int); PREPARE TRANSACTION \'pay "7"\'');
  await expect(at.restore(id)).rejects.toMatchObject({
    code: 'restore-refused',
    why: expect.stringMatching(/the prepared transaction "pay "7"" of owner_\d+/),
    next: [expect.stringContaining('pg_prepared_xacts')],
  });
  await at.run('ROLLBACK PREPARED \'pay "7"\'');
  await at.restore(id);
});
