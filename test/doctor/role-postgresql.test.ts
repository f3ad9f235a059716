import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { readPostgresRole } from '../../src/doctor/role/postgresql.ts';
import { createHost } from '../../src/host.ts';
import { createTarget } from '../../src/target/target.ts';
import { createPostgresDatabase, postgres, type TestDatabase, type Wanted } from '../support/servers.ts';
import { queryRows, runSql } from '../support/sql.ts';

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

async function database(
  wanted: Wanted = {},
): Promise<TestDatabase & { admin: string; as(sql: string): Promise<void> }> {
  const made = await createPostgresDatabase(wanted);
  const { host, port, user, password } = postgres();
  const admin = `postgresql://${user}:${password}@${host}:${port}/${encodeURIComponent(made.name)}`;
  onTestFinished(async () => {
    await runSql('postgresql', admin, `DROP OWNED BY ${quote(made.user)} CASCADE`).catch(() => {});
    await made.drop();
  });
  return { ...made, admin, as: (sql) => runSql('postgresql', made.url, sql) };
}

/** A role that goes with the test. */
async function role(admin: string, attributes = ''): Promise<string> {
  const name = `other_${randomBytes(4).toString('hex')}`;
  await runSql('postgresql', admin, `CREATE ROLE ${name} ${attributes}`);
  onTestFinished(async () => {
    await runSql(
      'postgresql',
      admin,
      `REASSIGN OWNED BY ${name} TO postgres; DROP OWNED BY ${name}; DROP ROLE ${name}`,
    );
  });
  return name;
}

const read = ({ url }: { url: string }) => {
  const host = createHost();
  return readPostgresRole(host, createTarget(host, url, 'main', 'a test', host.cwd));
};

const statements = (report: Awaited<ReturnType<typeof read>>) => report.powers.flatMap(({ stop }) => stop);

test('after the printed statements an owner can destroy nothing, works on, and is listed no more', async () => {
  const at = await database({ user: `we"ird 'role ${randomBytes(3).toString('hex')}` });
  await at.as(`CREATE TABLE plain (id int); INSERT INTO plain VALUES (1);
    CREATE SCHEMA "a ""schema"; CREATE TABLE "a ""schema"."B'x" (id serial);
    CREATE MATERIALIZED VIEW seen AS SELECT * FROM plain`);
  const before = await read(at);
  expect(before.role).toBe(at.user);
  expect(before.powers.map(({ could }) => could)).toEqual([
    'create databases, and drop those it created',
    `drop the database ${at.name}`,
    'drop the schema a "schema with all that is in it',
    'drop the schema public with all that is in it',
    'drop or empty 3 tables (a "schema.B\'x, public.plain, public.seen)',
  ]);

  const migrator = await role(at.admin);
  for (const statement of [...statements(before), ...before.keep])
    await runSql('postgresql', at.admin, statement.replaceAll('"<migrator>"', migrator));
  const after = await read(at);
  expect(after).toEqual({ role: at.user, powers: [], keep: [] });
  for (const sql of [
    'DROP TABLE plain',
    'TRUNCATE plain',
    'DELETE FROM plain',
    'ALTER TABLE plain DROP COLUMN id',
    `DROP TABLE "a ""schema"."B'x"`,
    'DROP MATERIALIZED VIEW seen',
    'DROP SCHEMA public CASCADE',
    'DROP SCHEMA "a ""schema" CASCADE',
    `ALTER DATABASE ${quote(at.name)} RENAME TO gone`,
    'CREATE DATABASE another',
  ])
    await expect(at.as(sql), sql).rejects.toThrow(/permission denied|must be owner/);
  await at.as(`INSERT INTO plain VALUES (2); UPDATE plain SET id = 3; INSERT INTO "a ""schema"."B'x" DEFAULT VALUES`);
  expect(await queryRows('postgresql', at.url, 'SELECT count(*) AS n FROM plain')).toEqual([{ n: '2' }]);
});

test('DELETE and TRUNCATE on the tables of others are found whoever gave them, and go', async () => {
  const at = await database();
  const [owner, group, grantor] = [await role(at.admin), await role(at.admin), await role(at.admin)];
  await runSql(
    'postgresql',
    at.admin,
    `ALTER DATABASE ${at.name} OWNER TO ${owner}; ALTER ROLE ${at.user} NOCREATEDB;
    CREATE TABLE direct (id int); CREATE TABLE by_role (id int); CREATE TABLE by_all (id int); CREATE TABLE passed_on (id int);
    CREATE TABLE harmless (id int);
    ALTER TABLE direct OWNER TO ${owner}; ALTER TABLE by_role OWNER TO ${owner}; ALTER TABLE passed_on OWNER TO ${owner};
    GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO ${at.user};
    GRANT DELETE, TRUNCATE ON direct TO ${at.user}; GRANT TRUNCATE ON by_role TO ${group}; GRANT ${group} TO ${at.user};
    GRANT DELETE ON by_all TO PUBLIC; GRANT DELETE ON passed_on TO ${grantor} WITH GRANT OPTION;
    SET ROLE ${grantor}; GRANT DELETE ON passed_on TO ${at.user}; RESET ROLE`,
  );
  const before = await read(at);
  expect(before.powers.map(({ could }) => could)).toEqual([
    'empty 2 tables (public.by_role, public.direct)',
    'delete the rows of 3 tables (public.by_all, public.direct, public.passed_on)',
  ]);
  await runSql('postgresql', at.admin, statements(before).join(';\n'));
  expect((await read(at)).powers).toEqual([]);
  for (const table of ['direct', 'by_role', 'by_all', 'passed_on', 'harmless']) {
    await expect(at.as(`TRUNCATE ${table}`), table).rejects.toThrow(/permission denied/);
    await expect(at.as(`DELETE FROM ${table}`), table).rejects.toThrow(/permission denied/);
  }
});

test('what comes by a membership is taken away with it', async () => {
  const at = await database();
  const [owner, between] = [await role(at.admin), await role(at.admin)];
  await runSql(
    'postgresql',
    at.admin,
    `ALTER DATABASE ${at.name} OWNER TO ${owner}; ALTER ROLE ${at.user} NOCREATEDB; CREATE TABLE t (id int);
    ALTER TABLE t OWNER TO ${owner}; GRANT ${owner} TO ${between}; GRANT ${between} TO ${at.user};
    GRANT pg_write_all_data TO ${at.user}`,
  );
  const before = await read(at);
  expect(before.powers.map(({ could }) => could)).toEqual([
    'delete the rows of every table',
    `drop the database ${at.name}`,
    'drop the schema public with all that is in it',
    'drop or empty the table public.t',
  ]);
  expect(new Set(statements(before))).toEqual(
    new Set([`REVOKE "pg_write_all_data" FROM "${at.user}"`, `REVOKE "${between}" FROM "${at.user}"`]),
  );
  await runSql('postgresql', at.admin, [...new Set(statements(before))].join(';\n'));
  expect((await read(at)).powers).toEqual([]);
  await expect(at.as('DROP TABLE t')).rejects.toThrow(/must be owner/);
});

test('a superuser is told what makes it one, and is listed no more when that is gone', async () => {
  const at = await database();
  const owner = await role(at.admin);
  await runSql(
    'postgresql',
    at.admin,
    `ALTER DATABASE ${at.name} OWNER TO ${owner}; ALTER ROLE ${at.user} SUPERUSER CREATEROLE NOCREATEDB`,
  );
  const before = await read(at);
  expect(statements(before)).toEqual([`ALTER ROLE "${at.user}" NOSUPERUSER`, `ALTER ROLE "${at.user}" NOCREATEROLE`]);
  await runSql('postgresql', at.admin, statements(before).join(';\n'));
  expect((await read(at)).powers).toEqual([]);
});

test("the server's first superuser, which stays one, is told to take another role", async () => {
  const at = await database();
  const { powers } = await read({ url: at.admin });
  expect(powers[0]).toMatchObject({
    because: 'it is a superuser',
    stop: [expect.stringContaining('CREATE ROLE'), expect.stringContaining('"postgres"')],
  });
});
