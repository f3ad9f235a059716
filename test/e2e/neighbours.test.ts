/** SQL that is sent to one database and destroys another one, with real Prisma CLIs and real databases. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { describe, expect, onTestFinished, test } from 'vitest';
import { gated } from '../gate/behind-gate.ts';
import { digestDatabase } from '../support/digest.ts';
import type { Major, ProjectOptions } from '../support/project.ts';
import type { Terminal } from '../support/pty.ts';
import { mariadb } from '../support/servers.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { share } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';

const kept =
  "CREATE TABLE kept (id INTEGER PRIMARY KEY, what VARCHAR(9)); INSERT INTO kept VALUES (1, 'x'), (2, NULL);";
/** Prisma 6 wants to be told where the database is named. */
const execute = (major: Major) => [
  ...['db', 'execute', '--file', 'script.sql'],
  ...(major === 6 ? ['--schema', 'prisma/schema.prisma'] : []),
];
const deploy = ['migrate', 'deploy'] as const;

type Provider = 'sqlite' | 'postgresql' | 'mysql';

/** A project's own database, of which nothing is lost, and the one beside it. */
interface Pair {
  readonly at: Place;
  readonly provider: Provider;
  readonly major: Major;
  /** As SQL names it: a file, or a database of the same server. */
  readonly name: string;
  readonly url: string;
  readonly label: string;
}

async function pair(provider: Provider, major: Major, more: Partial<ProjectOptions> = {}): Promise<Pair> {
  const at = await place(major, provider, { engine: 'wasm', migrations: { '20260101000000_init': '' }, ...more });
  if (provider === 'sqlite') {
    const url = `file:${join(at.dir, 'prod.db')}`;
    await runSql('sqlite', url, kept);
    await runSql('sqlite', at.url, 'CREATE TABLE own (id INTEGER);');
    return { at, provider, major, name: 'prod.db', url, label: 'prod.db' };
  }
  const name = `${new URL(at.url).pathname.slice(1)}_b`;
  const url = at.url.replace(/\/[^/]*$/, `/${name}`);
  if (provider === 'postgresql') await runSql(provider, at.url, `CREATE DATABASE ${name}`);
  else await besideOnMariadb(name, new URL(at.url).username);
  await runSql(provider, url, kept);
  return { at, provider, major, name, url, label: at.label.replace('@', '_b@') };
}

/** The project's own role may everything there, too. */
async function besideOnMariadb(name: string, user: string): Promise<void> {
  const quoted = mysql.escapeId(name, true);
  await asAdmin(`CREATE DATABASE ${quoted}`);
  await grantOnMariadb(name, user);
  onTestFinished(() => asAdmin(`DROP DATABASE IF EXISTS ${quoted}`));
}

/** And on the schemas by way of which a backup of it is brought back. */
async function grantOnMariadb(name: string, user: string): Promise<void> {
  for (const pattern of [name, `${name}_restore_`]) {
    const schemas = mysql.escapeId(pattern, true).replaceAll('_', '\\_').replace(/_`$/, '_%`');
    await asAdmin(`GRANT ALL ON ${schemas}.* TO ${mysql.escape(user)}@'%'`);
  }
}

async function asAdmin(sql: string): Promise<void> {
  const { host, port, user, password } = mariadb();
  const connection = await mysql.createConnection({ host, port, user, password });
  await connection.query(sql);
  await connection.end();
}

function say({ at, label }: Pair, place: string | undefined): void {
  const policy = { disposable: [at.label], environments: place === undefined ? {} : { [label]: place } };
  writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify(policy));
}

const send = ({ at }: Pair, sql: string) => writeFileSync(join(at.dir, 'script.sql'), sql);
const migrate = ({ at }: Pair, sql: string) =>
  writeFileSync(join(at.dir, 'prisma/migrations/20260101000000_init/migration.sql'), sql);
const rowsIn = ({ provider, url }: Pair) => queryRows(provider, url, 'SELECT * FROM kept ORDER BY id');

const labelOf = ({ at }: Pair, backup: string): unknown =>
  JSON.parse(readFileSync(join(at.dir, 'backups', backup, 'manifest.json'), 'utf8')).target.label;

/** Each takes rows, or the whole database, away from the neighbour. */
const losing: Readonly<Record<Provider, (name: string) => readonly string[]>> = {
  sqlite: (name) => [`ATTACH '${name}' AS p; DROP TABLE p.kept;`],
  postgresql: (name) => [`DROP DATABASE ${name}`, `ALTER DATABASE ${name} RENAME TO ${name}_gone`],
  mysql: (name) => [
    `DROP TABLE ${name}.kept`,
    `USE ${name}; DROP TABLE kept`,
    `TRUNCATE \`${name}\`.kept`,
    `DELETE FROM ${name}.kept`,
    `ALTER TABLE ${name}.kept DROP COLUMN what`,
    `RENAME TABLE ${name}.kept TO here`,
    `DROP DATABASE ${name}`,
  ],
};

const pairs = [
  { provider: 'sqlite', major: 7 },
  { provider: 'sqlite', major: 6 },
  { provider: 'postgresql', major: 7 },
  { provider: 'mysql', major: 6 },
] as const;

describe.each(share(pairs, 3))(
  'a neighbour that is called production, from a disposable $provider by Prisma $major,',
  (each) => {
    test('keeps its rows: a script that would take them away is refused, and names it', async () => {
      const its = await pair(each.provider, each.major);
      say(its, 'production');
      const before = await rowsIn(its);
      for (const sql of share(losing[each.provider](its.name), 4)) {
        send(its, sql);
        const ran = await its.at.run('prisma', execute(its.major));
        expect({ sql, exit: ran.exitCode }, ran.stderr).toEqual({ sql, exit: 77 });
        expect(ran.stderr.replace(/\s+/g, ' ')).toContain(`Its SQL touches ${its.label} as well.`);
        expect(await rowsIn(its)).toEqual(before);
      }
    });

    test('keeps its rows: so is a migration', async () => {
      const its = await pair(each.provider, each.major);
      say(its, 'production');
      const before = await rowsIn(its);
      // The engine of 6 stands in the schema's folder then, where SQLite begins.
      const name = each.provider === 'sqlite' && each.major === 6 ? '../prod.db' : its.name;
      for (const sql of share(losing[each.provider](name), 4)) {
        migrate(its, sql);
        const ran = await its.at.run('prisma', deploy);
        // What the rename of a database does is a change, which a person may agree to.
        expect({ sql, exit: ran.exitCode }, ran.stderr).toEqual({
          sql,
          exit: sql.startsWith('ALTER DATABASE') ? 75 : 77,
        });
        expect(await rowsIn(its)).toEqual(before);
      }
    });

    test('makes no question where it is merely read', async () => {
      const its = await pair(each.provider, each.major);
      say(its, 'production');
      const reads = {
        sqlite: `ATTACH '${its.name}' AS p; INSERT INTO own SELECT id FROM p.kept; DETACH p;`,
        postgresql: 'CREATE TABLE own AS SELECT datname FROM pg_catalog.pg_database',
        mysql: `CREATE TABLE own AS SELECT id FROM ${its.name}.kept; DROP TABLE ${new URL(its.at.url).pathname.slice(1)}.own`,
      };
      send(its, reads[each.provider]);
      const ran = await its.at.run('prisma', execute(its.major));
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(ran.stderr).not.toContain('touches');
    });
  },
);

interface Return extends Pick<Pair, 'provider' | 'major'> {
  readonly loses: (name: string) => string;
  /** Where the schema is moved to. */
  readonly schema?: string;
  /** Nobody is asked about a change. */
  readonly isUnasked?: true;
}

const returns: readonly Return[] = [
  { provider: 'sqlite', major: 7, loses: (name) => `ATTACH '${name}' AS p; DROP TABLE p.kept;` },
  {
    provider: 'postgresql',
    major: 7,
    loses: (name) => `ALTER DATABASE ${name} RENAME TO ${name}_gone`,
    isUnasked: true,
  },
  { provider: 'postgresql', major: 7, loses: (name) => `DROP DATABASE ${name}` },
  { provider: 'mysql', major: 6, loses: (name) => `DROP TABLE ${name}.kept` },
  { provider: 'mysql', major: 6, loses: (name) => `DROP DATABASE ${name}`, schema: 'other/its schema.prisma' },
];

describe('a neighbour in development', () => {
  test.each(share(returns, 2).map((each) => ({ ...each, sql: each.loses('its') })))(
    'of a disposable $provider is backed up before `$sql`, and comes back by the line that is printed then',
    async ({ provider, major, loses, schema, isUnasked }) => {
      const its = await pair(provider, major);
      const { at } = its;
      say(its, 'development');
      const before = await digestDatabase(provider, its.url);
      send(its, loses(its.name));
      if (schema !== undefined) moveSchema(its, schema);
      const line = schema === undefined ? execute(major) : [...execute(7), '--schema', schema];
      if (!isUnasked) {
        const unasked = await at.run('prisma', line);
        expect(unasked.exitCode, unasked.stderr).toBe(75);
        expect(await rowsIn(its)).toHaveLength(2);
      }
      const terminal = at.terminal('prisma', line);
      if (!isUnasked) {
        await terminal.waitFor('Type DESTROY_DATA', 60_000);
        expect(terminal.screen()).toContain(its.label);
        terminal.type('DESTROY_DATA\r');
      }
      expect((await terminal.ended(90_000)).exitCode, terminal.screen()).toBe(0);
      expect(at.backups().map((id) => labelOf(its, id))).toContain(its.label);
      await expect(rowsIn(its)).rejects.toThrow();

      await comeBack(its, lineBack(terminal, `To bring ${its.label} back`));
      expect(await digestDatabase(provider, its.url)).toEqual(before);
    },
  );
});

function moveSchema({ at }: Pair, to: string): void {
  mkdirSync(join(at.dir, to, '..'), { recursive: true });
  renameSync(join(at.dir, 'prisma/schema.prisma'), join(at.dir, to));
}

/** As it stands on the screen. */
function lineBack(terminal: Terminal, what: string): string {
  const said = terminal.screen().split(`${what}: `);
  expect(said, terminal.screen()).toHaveLength(2);
  return said[1]?.split('\n')[0] ?? '';
}

async function comeBack({ at, label }: Pair, line: string): Promise<void> {
  const restoring = at.shell(line);
  await restoring.waitFor(`Replace ${label}? (y/N)`, 60_000);
  restoring.type('y\r');
  expect((await restoring.ended(90_000)).exitCode, restoring.screen()).toBe(0);
}

test('a database that the line names itself comes back by the line that is printed, and the own one stays', async () => {
  const its = await pair('sqlite', 6);
  say(its, 'development');
  const before = await digestDatabase('sqlite', its.url);
  const own = await digestDatabase('sqlite', its.at.url);
  send(its, 'DROP TABLE kept');
  const terminal = its.at.terminal('prisma', [...execute(7), '--url', 'file:./prod.db']);
  await terminal.waitFor('Type DESTROY_DATA', 60_000);
  terminal.type('DESTROY_DATA\r');
  expect((await terminal.ended(90_000)).exitCode, terminal.screen()).toBe(0);
  await expect(rowsIn(its)).rejects.toThrow();
  await comeBack(its, lineBack(terminal, 'To go back'));
  expect(await digestDatabase('sqlite', its.url)).toEqual(before);
  expect(await digestDatabase('sqlite', its.at.url)).toEqual(own);
});

describe('a neighbour that was stamped production', () => {
  test.each([
    { provider: 'sqlite', major: 7 },
    { provider: 'mysql', major: 7 },
  ] as const)('on $provider keeps its rows, whatever is said of the one that the SQL is sent to', async (each) => {
    const its = await pair(each.provider, each.major);
    const own = await place(each.major, each.provider, { engine: 'wasm' });
    await runSql(each.provider, own.url, kept);
    // There a stamp has a schema of its own.
    const users = [its, { at: own }].map(({ at }) => new URL(at.url).username);
    if (each.provider === 'mysql') for (const user of users) await grantOnMariadb('prisma_interlock', user);
    const stamped = await own.run('prisma-interlock', ['stamp', 'production']);
    expect(stamped.exitCode, stamped.stderr).toBe(0);
    const name = each.provider === 'sqlite' ? own.url.slice('file:'.length) : new URL(own.url).pathname.slice(1);
    if (each.provider === 'mysql') await grantOnMariadb(name, new URL(its.at.url).username);
    say(its, undefined);
    const [sql] = losing[each.provider](name) as readonly [string];
    for (const argv of [execute(each.major), deploy]) {
      send(its, sql);
      migrate(its, sql);
      const ran = await its.at.run('prisma', argv);
      expect(ran.exitCode, ran.stderr).toBe(77);
    }
    expect(await queryRows(each.provider, own.url, 'SELECT * FROM kept')).toHaveLength(2);
  });
});

describe('where it cannot be told which file is meant', () => {
  test.each(["ATTACH 'prod' || '.db' AS p; DROP TABLE p.kept;", "ATTACH lower('PROD.DB') AS p; DELETE FROM p.kept;"])(
    '%s is judged as production',
    async (sql) => {
      const its = await pair('sqlite', 7);
      say(its, 'development');
      send(its, sql);
      const ran = await its.at.run('prisma', execute(its.major));
      expect(ran.exitCode, ran.stderr).toBe(77);
      expect(ran.stderr.replace(/\s+/g, ' ')).toContain('a file whose name is computed');
      expect(await rowsIn(its)).toHaveLength(2);
    },
  );
});

test('a replay of migrations on a shadow database reaches a neighbour as well', async () => {
  const its = await pair('sqlite', 7);
  say(its, 'production');
  migrate(its, losing.sqlite(its.name)[0] as string);
  const ran = await its.at.run('prisma', ['migrate', 'dev', '--name', 'x']);
  expect(ran.exitCode, ran.stderr).toBe(77);
  expect(await rowsIn(its)).toHaveLength(2);
});

test('a migration that was applied says nothing of its neighbour any more', async () => {
  const its = await pair('sqlite', 7);
  say(its, 'production');
  migrate(its, `ATTACH '${its.name}' AS p; DELETE FROM p.kept WHERE id = 2;`);
  const bare = await its.at.prisma(deploy);
  expect(bare.exitCode, bare.stderr).toBe(0);
  expect(await rowsIn(its)).toHaveLength(1);
  const next = join(its.at.dir, 'prisma/migrations/20260102000000_more');
  mkdirSync(next);
  writeFileSync(join(next, 'migration.sql'), 'CREATE TABLE more (id INTEGER);');
  const ran = await its.at.run('prisma', deploy);
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(await rowsIn(its)).toHaveLength(1);
});

test('a gate that no shim stands before refuses it too', async () => {
  const at = await gated(7, 'sqlite', { engine: 'wasm', files: { 'script.sql': '' } });
  const its: Pair = {
    at,
    provider: 'sqlite',
    major: 7,
    name: 'prod.db',
    url: `file:${join(at.dir, 'prod.db')}`,
    label: 'prod.db',
  };
  await runSql('sqlite', its.url, kept);
  await runSql('sqlite', at.url, 'CREATE TABLE own (id INTEGER);');
  say(its, 'production');
  send(its, losing.sqlite(its.name)[0] as string);
  const ran = await at.bare(execute(7));
  expect(ran.exitCode).not.toBe(0);
  expect(ran.stderr.replace(/\s+/g, ' ')).toContain('Its SQL touches prod.db as well.');
  expect(await rowsIn(its)).toHaveLength(2);
});
