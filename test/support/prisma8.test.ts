import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeProject, type Project } from './project.ts';
import { createPostgresDatabase, type TestDatabase } from './servers.ts';
import { queryRows, runSql } from './sql.ts';

const contract = (columns: string) => `model User {
  id    Int    @id @default(autoincrement())
  email String @unique
${columns}}
`;

let database: TestDatabase;
let project: Project;
beforeEach(async () => {
  database = await createPostgresDatabase();
  project = makeProject({ major: 8, provider: 'postgresql', url: database.url, models: contract('  name  String?\n') });
});
afterEach(async () => {
  project.cleanup();
  await database.drop();
});

const columns = async () => {
  const sql = `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1`;
  return (await queryRows('postgresql', database.url, sql)).map(({ name }) => name);
};

async function succeed(...argv: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await project.prisma(argv);
  expect(exitCode, stdout + stderr).toBe(0);
  return stdout;
}

async function emit(columnsOfUser: string): Promise<void> {
  writeFileSync(join(project.dir, 'src/prisma/contract.prisma'), `// use prisma-8\n\n${contract(columnsOfUser)}`);
  await succeed('contract', 'emit');
}

test('Prisma 8 runs on Node 24 and says its version', async () => {
  expect(await succeed('--version')).toContain('8.0.0-rc.19');
});

test('db update makes the tables, and drops a column only with the name of the database', async () => {
  await emit('  name  String?\n');
  await succeed('db', 'update');
  expect(await columns()).toEqual(expect.arrayContaining(['id', 'email', 'name']));
  await runSql('postgresql', database.url, `INSERT INTO "User" (email, name) VALUES ('a@example.com', 'A')`);
  await emit('');
  const refused = await project.prisma(['db', 'update', '--yes']);
  expect(refused.exitCode).toBe(2);
  expect(refused.stdout + refused.stderr).toContain('CLI.CONSENT_REQUIRED');
  expect(await columns()).toContain('name');
  await succeed('db', 'update', '--confirm', database.name);
  expect(await columns()).not.toContain('name');
});

test('db migrate --show only shows; without it a planned DROP COLUMN is applied and nobody is asked', async () => {
  await emit('  name  String?\n');
  await succeed('migration', 'plan', '--name', 'first');
  expect(await succeed('db', 'migrate', '--show')).toContain('first');
  expect(await columns()).toEqual([]);
  await succeed('db', 'migrate', '--advance-ref', 'db');
  expect(await columns()).toContain('name');
  await emit('');
  await succeed('migration', 'plan', '--name', 'second');
  await succeed('db', 'migrate');
  expect(await columns()).not.toContain('name');
});
