import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listBackups } from '../../../../src/backup/repository/read.ts';
import { createHost } from '../../../../src/host.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import type { Target } from '../../../../src/types.ts';
import { needPrograms } from '../../../support/needs.ts';
import { startPostgres } from '../../../support/postgres.ts';
import { postgresProgram } from '../../../support/server-binaries.ts';
import { type RunningServer, serverOwner } from '../../../support/server-process.ts';
import { queryRows, runSql } from '../../../support/sql.ts';
import { expectNew, expectOld, type Watched, watch } from '../watched.ts';

await needPrograms();

let server: RunningServer;
let watched: Watched;

/** Other databases of the server would write to it while the tests of other files run: so it has one of its own. */
beforeAll(async () => {
  server = await startPostgres(undefined, { settings: ['max_prepared_transactions=5', 'autovacuum=off'] });
  await run('CREATE DATABASE app', 'postgres');
  await run(setup);
  // Shared by all that follow: what the one before left is what the next begins with.
  watched = watch(target(), mkdtempSync(join(tmpdir(), 'interlock-')));
});
afterAll(async () => {
  await server.stop();
  rmSync(watched.policy.backup.repository as string, { recursive: true });
});

const setup = `
  CREATE TABLE item (id serial PRIMARY KEY, name text, n int DEFAULT 0);
  INSERT INTO item (name) SELECT 'row ' || i FROM generate_series(1, 50) i;
  CREATE TABLE child (id int PRIMARY KEY, item int REFERENCES item);
  CREATE UNLOGGED TABLE fleeting (a int);
  INSERT INTO fleeting VALUES (1);
  CREATE SEQUENCE counter;
  CREATE UNLOGGED SEQUENCE lax;
  CREATE VIEW names AS SELECT name FROM item;
  CREATE MATERIALIZED VIEW stored AS SELECT count(*) AS n FROM item;
  CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'select 1';
  CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
  CREATE TRIGGER touched BEFORE UPDATE ON item FOR EACH ROW EXECUTE FUNCTION touch();
  CREATE TYPE mood AS ENUM ('sad');
  CREATE DOMAIN short AS text CHECK (length(value) < 100);
  CREATE TABLE part (a int) PARTITION BY LIST (a);
  CREATE TABLE part_1 PARTITION OF part FOR VALUES IN (1);
  CREATE ROLE reader; CREATE ROLE owner_of_all;
  ALTER TABLE child OWNER TO owner_of_all;
  SELECT lo_from_bytea(4711, 'abc');
`;

const url = (database: string) => {
  const { host, port, user, password } = server.info;
  return `postgresql://${user}:${password}@${host}:${port}/${database}`;
};

const run = (sql: string, database = 'app') => runSql('postgresql', url(database), sql);

function target(): Target {
  const { port } = server.info;
  const identity = { provider: 'postgresql', host: 'localhost', port, database: 'app' } as const;
  return { identity, role: 'main', url: secret(url('app')), label: 'app@localhost', source: 'test' };
}

describe('a new backup is made after', () => {
  it.each([
    ['an insert', "INSERT INTO item (id, name) VALUES (1000, 'x')"],
    ['an update', 'UPDATE item SET n = 1 WHERE id = 1'],
    ['an update to the same value', 'UPDATE item SET n = n WHERE id = 2'],
    ['a delete', 'DELETE FROM item WHERE id = 3'],
    ['an insert in a savepoint', 'BEGIN; SAVEPOINT a; INSERT INTO child VALUES (1, 1); RELEASE a; COMMIT'],
    ['an upsert', "INSERT INTO item (id, name) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET name = 'y'"],
    ['rows copied from a program', "COPY child (id) FROM PROGRAM 'echo 7'"],
    ['a truncate', 'TRUNCATE child'],
    ['rows of an unlogged table', 'INSERT INTO fleeting VALUES (2)'],
    ['a truncate of an unlogged table', 'TRUNCATE fleeting; INSERT INTO fleeting VALUES (1)'],
    ['a commit without a wait for the disk', 'SET synchronous_commit = off; INSERT INTO child VALUES (8)'],
    ['rows of a partition', 'INSERT INTO part VALUES (1)'],
    ['nextval', "SELECT nextval('counter')"],
    ['nextval once more', "SELECT nextval('counter')"],
    ['setval', "SELECT setval('counter', 5)"],
    ['setval to what is not called yet', "SELECT setval('counter', 5, false)"],
    ['nextval of an unlogged sequence', "SELECT nextval('lax')"],
    ['setval of an unlogged sequence', "SELECT setval('lax', 9)"],
    ['another step of a sequence', 'ALTER SEQUENCE counter INCREMENT 3'],
    ['a large object', "SELECT lo_from_bytea(0, 'xyz')"],
    ['bytes of a large object', "SELECT lo_put(4711, 1, 'Z')"],
    ['a large object that goes', 'SELECT lo_unlink(4711)'],
    ['a refresh of a materialized view', 'REFRESH MATERIALIZED VIEW stored'],
    ['a materialized view without rows', 'REFRESH MATERIALIZED VIEW stored WITH NO DATA'],
    ['a table', 'CREATE TABLE fresh (a int)'],
    ['a table that goes', 'DROP TABLE fresh'],
    ['a column', 'ALTER TABLE item ADD COLUMN more int'],
    ['a column that goes', 'ALTER TABLE item DROP COLUMN more'],
    ['another name of a column', 'ALTER TABLE item RENAME n TO number'],
    ['a default', 'ALTER TABLE item ALTER number SET DEFAULT 7'],
    ['a constraint', 'ALTER TABLE item ADD CONSTRAINT positive CHECK (number >= 0) NOT VALID'],
    ['a constraint that is checked', 'ALTER TABLE item VALIDATE CONSTRAINT positive'],
    ['an index', 'CREATE INDEX by_name ON item (name)'],
    ['an index that is made beside writers', 'CREATE INDEX CONCURRENTLY by_number ON item (number)'],
    ['an index that goes', 'DROP INDEX by_name'],
    ['a view', 'CREATE OR REPLACE VIEW names AS SELECT name, id FROM item'],
    ['a function', "CREATE OR REPLACE FUNCTION one() RETURNS int LANGUAGE sql AS 'select 2'"],
    ['a trigger that is switched off', 'ALTER TABLE item DISABLE TRIGGER touched'],
    ['a trigger that goes', 'DROP TRIGGER touched ON item'],
    ['a rule', 'CREATE RULE nothing AS ON DELETE TO child DO INSTEAD NOTHING'],
    ['a value of an enum', "ALTER TYPE mood ADD VALUE 'glad'"],
    ['another name of a value', "ALTER TYPE mood RENAME VALUE 'glad' TO 'merry'"],
    ['a constraint of a domain', "ALTER DOMAIN short ADD CHECK (value <> '')"],
    ['row security', 'ALTER TABLE item ENABLE ROW LEVEL SECURITY'],
    ['a policy', 'CREATE POLICY own ON item USING (true)'],
    ['a grant', 'GRANT SELECT ON item TO reader'],
    ['a grant that is taken back', 'REVOKE SELECT ON item FROM reader'],
    ['rights of what is made later', 'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO reader'],
    ['another owner', 'ALTER TABLE child OWNER TO reader'],
    ['another name of an owner', 'ALTER ROLE reader RENAME TO lector'],
    ['a comment', "COMMENT ON TABLE item IS 'things'"],
    ['a comment on the database', "COMMENT ON DATABASE app IS 'things'"],
    ['a setting of the database', "ALTER DATABASE app SET work_mem = '5MB'"],
    ['a setting of a role in it', "ALTER ROLE lector IN DATABASE app SET work_mem = '6MB'"],
    ['rights on the database', 'GRANT CONNECT ON DATABASE app TO lector'],
    ['an extension', 'CREATE EXTENSION hstore'],
    ['an extension that goes', 'DROP EXTENSION hstore'],
    ['statistics of a query', 'CREATE STATISTICS pair ON id, name FROM item'],
    ['a publication', 'CREATE PUBLICATION news FOR TABLE child'],
    ['a table of a publication', 'ALTER PUBLICATION news ADD TABLE item'],
    ['a schema', 'CREATE SCHEMA more'],
    ['a collation', "CREATE COLLATION german (locale = 'C')"],
    ['a foreign server', 'CREATE FOREIGN DATA WRAPPER other; CREATE SERVER away FOREIGN DATA WRAPPER other'],
    ['a user of a foreign server', 'CREATE USER MAPPING FOR lector SERVER away'],
    ['a partition that is detached', 'ALTER TABLE part DETACH PARTITION part_1'],
    ['a table that becomes unlogged', 'ALTER TABLE part_1 SET UNLOGGED'],
    ['a parameter of a table', 'ALTER TABLE child SET (fillfactor = 50)'],
  ])('%s', async (_, sql) => {
    await expectNew(watched, () => run(sql));
  });

  it('a transaction that was prepared before and commits after the backup', async () => {
    await run("BEGIN; INSERT INTO child VALUES (100); PREPARE TRANSACTION 'early'");
    const first = await watched.keep();
    await run("COMMIT PREPARED 'early'");
    expect(await watched.keep()).toMatchObject({ isOld: false, id: expect.not.stringContaining(first.id) });
  });

  it('a write while the dump is made, which is not in it', async () => {
    const writes = setInterval(() => void run("SELECT nextval('counter')").catch(() => {}), 5);
    await watched.keep();
    clearInterval(writes);
    await run("SELECT nextval('counter')");
    expect((await watched.keep()).isOld).toBe(false);
  });
});

describe('no new backup is made after', () => {
  it.each([
    ['nothing, thirty times', ...Array<string>(30).fill('SELECT 1')],
    ['reading', 'SELECT count(*) FROM item, names', 'EXPLAIN DELETE FROM item'],
    ['what is written in another database', 'CREATE TABLE IF NOT EXISTS other (a int)'],
    ['what is taken back', 'BEGIN; DELETE FROM item; ROLLBACK'],
    ['cleaning up', 'VACUUM item'],
    ['statistics of rows', 'ANALYZE'],
    ['a lock on a row', 'BEGIN; SELECT FROM item FOR UPDATE; COMMIT'],
    ['a checkpoint', 'CHECKPOINT'],
  ])('%s', async (what, ...statements) => {
    const database = what.includes('another database') ? 'postgres' : 'app';
    // ANALYZE may take a note of its own once.
    for (const sql of statements) await run(sql, database);
    await watched.keep();
    const count = async () => (await listBackups(createHost(), watched.policy.backup.repository)).length;
    const before = await count();
    await expectOld(watched, async () => {
      for (const sql of statements) {
        await run(sql, database);
        expect((await watched.keep()).isOld).toBe(true);
      }
    });
    expect(await count()).toBe(before);
  });

  it('what others write, where it is too large to be read as a whole, is not told apart', async () => {
    const { keep } = watch(target(), undefined, 1);
    await keep();
    expect((await keep()).isOld).toBe(true);
    await run('CREATE TABLE another (a int)', 'postgres');
    expect((await keep()).isOld).toBe(false);
  });
});

describe('a new backup is made after the server', () => {
  /** Until it has noticed, and lets one in again. */
  const untilEmptied = async () => {
    for (let tries = 0; tries < 300; tries += 1) {
      const rows = await queryRows('postgresql', url('app'), 'SELECT * FROM fleeting').catch(() => undefined);
      if (rows?.length === 0) return;
      await sleep(100);
    }
    throw new Error('it did not come up again');
  };

  it('lost one process by a crash, which empties unlogged tables', async () => {
    await run('TRUNCATE fleeting; INSERT INTO fleeting VALUES (1); CHECKPOINT');
    await expectNew(watched, async () => {
      const started = await queryRows('postgresql', url('app'), 'SELECT pg_postmaster_start_time()::text AS at');
      const client = new pg.Client({ connectionString: url('app') });
      client.on('error', () => {});
      await client.connect();
      const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
      const gone = new Promise((resolve) => client.once('end', resolve));
      process.kill(rows[0].pid, 'SIGKILL');
      await gone;
      await untilEmptied();
      expect(await queryRows('postgresql', url('app'), 'SELECT pg_postmaster_start_time()::text AS at')).toEqual(
        started,
      );
    });
  });

  it.each(['fast', 'immediate'])('was stopped (%s) and started again', async (mode) => {
    const control = postgresProgram('pg_ctl') ?? '';
    const owner = await serverOwner('postgres');
    const restart = ['restart', '-D', server.info.dataDir, '-m', mode, '-w', '-l', '/dev/null'];
    await expectNew(watched, async () => {
      await promisify(execFile)(control, restart, { ...owner, cwd: '/' });
    });
    server = {
      ...server,
      stop: async () => {
        await promisify(execFile)(control, ['stop', '-D', server.info.dataDir, '-m', 'immediate'], {
          ...owner,
          cwd: '/',
        });
      },
    };
  });
});
