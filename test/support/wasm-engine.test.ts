import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeProject, type Project, type ProviderName } from './project.ts';
import { createMariadbDatabase, createPostgresDatabase, type TestDatabase } from './servers.ts';
import { queryRows, runSql } from './sql.ts';
import { share } from './sweep.ts';

// All of them, and Prisma 6 on servers, run their whole cycle in test/gate.
const cases = share(
  [
    { major: 7, provider: 'postgresql' },
    { major: 6, provider: 'sqlite' },
    { major: 7, provider: 'sqlite' },
    { major: 7, provider: 'mysql' },
  ] as const,
  2,
);

const id = {
  sqlite: 'INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT',
  postgresql: 'SERIAL PRIMARY KEY',
  mysql: 'INT AUTO_INCREMENT PRIMARY KEY',
};
const text = { sqlite: 'TEXT', postgresql: 'TEXT', mysql: 'VARCHAR(191)' };
const user = (provider: ProviderName) => `CREATE TABLE ${quote(provider, 'User')} (
  id ${id[provider]}, email ${text[provider]} NOT NULL, name ${text[provider]}
);
CREATE UNIQUE INDEX ${quote(provider, 'User_email_key')} ON ${quote(provider, 'User')}(email);`;
const quote = (provider: ProviderName, name: string) => (provider === 'mysql' ? `\`${name}\`` : `"${name}"`);

describe.each(cases)('Prisma $major with the working engine on $provider', ({ major, provider }) => {
  let database: TestDatabase | undefined;
  let project: Project;
  let url: string;

  beforeEach(async () => {
    if (provider !== 'sqlite')
      database = await (provider === 'mysql' ? createMariadbDatabase() : createPostgresDatabase());
    const migrations = { '20260101000000_init': user(provider) };
    const files = {
      'insert.sql': `INSERT INTO ${quote(provider, 'User')} (email) VALUES ('a@example.com');`,
      // What the stand-in for MySQL is to do in place of a diff.
      'push.sql': `CREATE TABLE pushed (id ${id[provider]});`,
      'first.sql': user(provider),
    };
    url = database?.url ?? 'file:./dev.db';
    project = makeProject({ major, provider, url, migrations, files, engine: 'wasm' });
    // As Prisma reads it: 6 from the schema's folder, 7 from the project's.
    if (provider === 'sqlite') url = `file:${join(project.dir, major === 6 ? 'prisma/dev.db' : 'dev.db')}`;
  });

  afterEach(async () => {
    project.cleanup();
    await database?.drop();
  });

  const prisma = async (...argv: string[]) => {
    const script = argv.includes('push') ? 'push.sql' : argv.includes('first') ? 'first.sql' : undefined;
    const env = script === undefined ? {} : { WASM_ENGINE_PUSH_SQL: join(project.dir, script) };
    const ran = await project.prisma(argv, { env });
    expect(ran, ran.stdout + ran.stderr).toMatchObject({ exitCode: 0 });
    return ran.stdout;
  };
  const users = () => queryRows(provider, url, `SELECT email FROM ${quote(provider, 'User')}`);
  const insert = () =>
    prisma('db', 'execute', '--file', 'insert.sql', ...(major === 6 ? ['--schema', 'prisma/schema.prisma'] : []));

  test('deploy applies the migrations, execute runs a script, and a reset takes the rows away', async () => {
    expect(await prisma('migrate', 'deploy')).toContain('20260101000000_init');
    expect(await insert()).toContain('Script executed successfully');
    expect(await users()).toEqual([{ email: 'a@example.com' }]);
    expect(await prisma('migrate', 'deploy')).toContain('No pending migrations');
    expect(await prisma('migrate', 'reset', '--force')).toContain('20260101000000_init');
    expect(await users()).toEqual([]);
  });

  test('dev applies the migrations and finds nothing more to do', async () => {
    expect(await prisma('migrate', 'dev', '--name', 'x')).toContain('20260101000000_init');
    expect(await users()).toEqual([]);
  });

  test('dev writes and applies the migration that the schema lacks', async () => {
    rmSync(join(project.dir, 'prisma/migrations'), { recursive: true });
    await prisma('migrate', 'dev', '--name', 'first');
    expect(readdirSync(join(project.dir, 'prisma/migrations')).some((name) => name.endsWith('_first'))).toBe(true);
    expect(await users()).toEqual([]);
  });

  test('push makes what the schema asks for, and with --force-reset drops what was there', async () => {
    expect(await prisma('db', 'push')).toContain('in sync');
    await runSql(provider, url, 'CREATE TABLE beside (id INT); INSERT INTO beside VALUES (1);');
    const message = await prisma('db', 'push', '--force-reset');
    expect(message).toContain('successfully reset');
    await expect(queryRows(provider, url, 'SELECT * FROM beside')).rejects.toThrow();
    expect(
      await queryRows(provider, url, provider === 'mysql' ? 'SELECT * FROM pushed' : 'SELECT * FROM "User"'),
    ).toEqual([]);
  });
});
