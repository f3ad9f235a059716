/** What a migration or a script would take away is read before it runs, counted, and named in the question. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Major, ProviderName } from '../support/project.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { share } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';

const models = 'model User {\n  id   Int     @id\n  name String?\n}\n';
const init = {
  postgresql: `CREATE TABLE "User" ("id" INTEGER NOT NULL, "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Business" ("id" INTEGER NOT NULL, CONSTRAINT "Business_pkey" PRIMARY KEY ("id"));
CREATE TABLE "Empty" ("id" INTEGER NOT NULL, CONSTRAINT "Empty_pkey" PRIMARY KEY ("id"));`,
  mysql:
    'CREATE TABLE `User` (`id` INTEGER NOT NULL, `name` TEXT, PRIMARY KEY (`id`));\n' +
    'CREATE TABLE `Business` (`id` INTEGER NOT NULL, PRIMARY KEY (`id`));\n' +
    'CREATE TABLE `Empty` (`id` INTEGER NOT NULL, PRIMARY KEY (`id`));',
  sqlite: `CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT);
CREATE TABLE "Business" ("id" INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE "Empty" ("id" INTEGER NOT NULL PRIMARY KEY);`,
};
const quoted = (provider: ProviderName, name: string) => (provider === 'mysql' ? `\`${name}\`` : `"${name}"`);
const drop = (provider: ProviderName, table: string) => `-- nobody needs it\nDROP TABLE ${quoted(provider, table)};`;
const numbers = 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 14028)';

const fill = {
  postgresql: `INSERT INTO "Business" ${numbers} SELECT i FROM n`,
  mysql: `SET max_recursive_iterations = 20000; INSERT INTO \`Business\` ${numbers} SELECT i FROM n`,
  sqlite: `${numbers} INSERT INTO "Business" SELECT i FROM n`,
};

/** A database with the first migration, and 14,028 rows. `pending`: further ones. */
async function behind(
  major: Major,
  provider: ProviderName,
  pending: Readonly<Record<string, string>>,
  policy: object = {},
): Promise<Place> {
  const at = await place(major, provider, { engine: 'wasm', models });
  migration(at, '20260101000000_init', init[provider]);
  const deployed = await at.prisma(['migrate', 'deploy']);
  expect(deployed.exitCode, deployed.stderr).toBe(0);
  await runSql(provider, at.url, fill[provider]);
  for (const [name, sql] of Object.entries(pending)) migration(at, name, sql);
  writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify(policy));
  const before = at.backups();
  return { ...at, backups: () => at.backups().filter((id) => !before.includes(id)) };
}

function migration(at: Place, name: string, sql: string): void {
  const file = join(at.dir, 'prisma', 'migrations', name, 'migration.sql');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, sql);
}

const development = { env: { NODE_ENV: 'development' } };
const rows = async (at: Place, provider: ProviderName) =>
  Number((await queryRows(provider, at.url, `SELECT count(*) AS n FROM ${quoted(provider, 'Business')}`))[0]?.['n']);
const words = (text: string) => text.replace(/\s+/g, ' ');

const tried = [
  { major: 7, provider: 'sqlite' },
  { major: 7, provider: 'postgresql' },
  { major: 7, provider: 'mysql' },
  { major: 6, provider: 'postgresql' },
] as const;

describe.each(share(tried, 3))('migrate deploy of Prisma $major on $provider', ({ major, provider }) => {
  const gone = { '20260102000000_tidy': drop(provider, 'Business') };

  test('with a DROP TABLE in production is no business of a pipeline, which is told what would go', async () => {
    const at = await behind(major, provider, gone);
    const ci = { CI: 'true', GITHUB_ACTIONS: 'true', NODE_ENV: 'production', PRISMA_INTERLOCK_CONFIRM: at.label };
    const ran = await at.run('prisma', ['migrate', 'deploy'], { env: ci });
    expect(ran.exitCode, ran.stderr).toBe(75);
    expect(words(ran.stderr)).toContain('table Business (20260102000000_tidy, line 2): 14,028 rows');
    expect(await rows(at, provider)).toBe(14_028);
    expect(at.backups()).toEqual([]);
  });

  test('that only adds passes there with the name of the database, and its backup', async () => {
    const table = provider === 'mysql' ? '`More`' : '"More"';
    const at = await behind(major, provider, {
      '20260102000000_more': `CREATE TABLE ${table} (id INTEGER PRIMARY KEY);`,
    });
    const ci = { CI: 'true', NODE_ENV: 'production', PRISMA_INTERLOCK_CONFIRM: at.label };
    const ran = await at.run('prisma', ['migrate', 'deploy'], { env: ci });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(at.backups()).toHaveLength(1);
    // With nothing pending there is nothing to be asked about.
    const again = await at.run('prisma', ['migrate', 'deploy'], { env: { CI: 'true', NODE_ENV: 'production' } });
    expect(again.exitCode, again.stderr).toBe(0);
    expect(at.backups()).toHaveLength(1);
  });

  test('of what is empty is a change, by a count', async () => {
    const at = await behind(major, provider, { '20260102000000_tidy': drop(provider, 'Empty') });
    const ran = await at.run('prisma', ['migrate', 'deploy'], development);
    expect(ran.exitCode, ran.stderr).toBe(0);
  });

  test('in development is asked about once, and backed up', async () => {
    const at = await behind(major, provider, gone, { backup: { cheapBytes: 1 } });
    const terminal = at.terminal('prisma', ['migrate', 'deploy'], development.env);
    await terminal.waitFor('Type DESTROY_DATA to go on', 60_000);
    expect(words(terminal.screen())).toContain('table Business (20260102000000_tidy, line 2): 14,028 rows');
    terminal.type('DESTROY_DATA\r');
    expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
    expect(at.backups()).toHaveLength(1);
    expect(terminal.screen().match(/This command destroys data/g)).toHaveLength(1);
  });
});

const more = [
  { major: 7, provider: 'postgresql' },
  { major: 6, provider: 'sqlite' },
] as const;

describe.each(share(more, 2))('Prisma $major on $provider', ({ major, provider }) => {
  const gone = { '20260102000000_tidy': drop(provider, 'Business') };

  test('a migration that is exchanged while the question stands is not run', async () => {
    const at = await behind(major, provider, { '20260102000000_tidy': drop(provider, 'Empty') });
    const terminal = at.terminal('prisma', ['migrate', 'deploy'], { NODE_ENV: 'production' });
    await terminal.waitFor('Run it? (y/N)', 60_000);
    migration(at, '20260102000000_tidy', gone['20260102000000_tidy']);
    terminal.type('y\r');
    await terminal.waitFor(`Type ${at.label} to go on`);
    terminal.type(`${at.label}\r`);
    const { exitCode } = await terminal.ended(60_000);
    expect(exitCode, terminal.screen()).not.toBe(0);
    expect(words(terminal.screen())).toContain('A migration was changed after it had been read');
    expect(await rows(at, provider)).toBe(14_028);
  });

  test('in production a person who names the database and types the phrase deploys what destroys', async () => {
    const at = await behind(major, provider, gone);
    const terminal = at.terminal('prisma', ['migrate', 'deploy'], { NODE_ENV: 'production' });
    await terminal.waitFor('Run it? (y/N)', 60_000);
    terminal.type('y\r');
    await terminal.waitFor(`Type ${at.label} to go on`);
    terminal.type(`${at.label}\r`);
    await terminal.waitFor('Type DESTROY_DATA to go on');
    expect(await rows(at, provider)).toBe(14_028);
    terminal.type('DESTROY_DATA\r');
    expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
    expect(at.backups()).toHaveLength(1);
    const agent = await at.run('prisma', ['migrate', 'deploy'], { env: { NODE_ENV: 'production', CLAUDECODE: '1' } });
    expect(agent.exitCode, agent.stderr).toBe(0);
  });

  test('an agent is told what a migration would take away, and runs none that does', async () => {
    const at = await behind(major, provider, gone);
    const ran = await at.run('prisma', ['migrate', 'deploy'], { env: { CLAUDECODE: '1' } });
    expect(ran.exitCode, ran.stderr).toBe(75);
    expect(words(ran.stderr)).toContain('14,028 rows');
    expect(await rows(at, provider)).toBe(14_028);
  });

  test('a script that takes nothing away runs in development without a question, one that does is asked about', async () => {
    const at = await behind(major, provider, {});
    const named = major === 7 ? [] : ['--schema', 'prisma/schema.prisma'];
    const execute = (input: string, env: Readonly<Record<string, string>> = development.env) =>
      at.run('prisma', ['db', 'execute', '--stdin', ...named], { env, input });
    for (const sql of share(harmless, 5)) {
      const ran = await execute(sql);
      expect(ran.exitCode, `${sql}\n${ran.stderr}`).toBe(0);
      expect(ran.stderr, sql).not.toContain('DESTROY_DATA');
    }
    for (const sql of [
      'DROP TABLE "Business"',
      'DELETE FROM "Business" WHERE id = 1',
      'UPDATE "Business" SET id = -id',
    ]) {
      const ran = await execute(sql);
      expect(ran.exitCode, `${sql}\n${ran.stderr}`).toBe(75);
      expect(words(ran.stderr)).toContain('14,028 rows');
    }
    const inProduction = await execute('SELECT 1', { NODE_ENV: 'production' });
    expect(inProduction.exitCode).toBe(77);
    expect(await rows(at, provider)).toBe(14_028);
  });

  test('--accept-data-loss with nothing to lose is a change', async () => {
    const at = await behind(major, provider, {});
    const schema = join(at.dir, 'prisma', 'schema.prisma');
    const head = readFileSync(schema, 'utf8');
    const keep = `${head}\nmodel Business {\n  id Int @id\n}\n`;
    writeFileSync(schema, keep);
    const skip = major === 7 ? [] : ['--skip-generate'];
    const push = () => at.run('prisma', ['db', 'push', '--accept-data-loss', ...skip], development);
    const empty = await push();
    expect(empty.exitCode, empty.stderr).toBe(0);
    expect(empty.stderr).not.toContain('DESTROY_DATA');
    writeFileSync(schema, head);
    const full = await push();
    expect(full.exitCode, full.stderr).toBe(75);
    expect(words(full.stderr)).toContain('table Business');
    expect(words(full.stderr)).toContain('14,028 rows');
    expect(await rows(at, provider)).toBe(14_028);
  });
});

describe('what else it does to those who use the database', () => {
  const renamed = `ALTER TABLE "User" DROP COLUMN "name", ADD COLUMN "fullName" TEXT;`;

  test('a rename that Prisma wrote as a drop is told as one, with the statement that keeps the values', async () => {
    const at = await behind(7, 'postgresql', { '20260102000000_rename': renamed });
    await runSql('postgresql', at.url, `INSERT INTO "User" VALUES (1, 'Ada'), (2, NULL)`);
    const explained = await at.run('prisma-interlock', ['explain', '--json', '--', 'migrate', 'deploy'], development);
    expect(JSON.parse(explained.stdout)).toMatchObject({
      risk: 'destroy',
      stake: [{ what: 'column User.name', rows: 1, migration: '20260102000000_rename', line: 1 }],
      hazards: [{ id: 'RENAME_AS_DROP' }],
    });
    const ran = await at.run('prisma', ['migrate', 'deploy'], development);
    expect(ran.exitCode).toBe(75);
    expect(words(ran.stderr)).toContain('column User.name (20260102000000_rename, line 1): 1 row with a value there');
    const line = 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";';
    expect(words(ran.stderr)).toContain(line);
    migration(at, '20260102000000_rename', line);
    const kept = await at.run('prisma', ['migrate', 'deploy'], development);
    expect(kept.exitCode, kept.stderr).toBe(0);
    expect(await queryRows('postgresql', at.url, `SELECT "fullName" AS n FROM "User" WHERE id = 1`)).toEqual([
      { n: 'Ada' },
    ]);
  });

  test('a push that would rename is told the same', async () => {
    const at = await behind(7, 'postgresql', {});
    await runSql('postgresql', at.url, `INSERT INTO "User" VALUES (1, 'Ada'); DROP TABLE "Business", "Empty"`);
    const schema = join(at.dir, 'prisma', 'schema.prisma');
    writeFileSync(schema, readFileSync(schema, 'utf8').replace('name String?', 'fullName String?'));
    const ran = await at.run('prisma', ['db', 'push', '--accept-data-loss'], development);
    expect(ran.exitCode, ran.stderr).toBe(75);
    expect(words(ran.stderr)).toContain('ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";');
    expect(await queryRows('postgresql', at.url, 'SELECT "name" AS n FROM "User"')).toEqual([{ n: 'Ada' }]);
  });

  test('in production an index that keeps writers out is shown, and does not block', async () => {
    const at = await behind(7, 'postgresql', { '20260102000000_index': 'CREATE INDEX "by_name" ON "User"("name");' });
    const ci = { CI: 'true', NODE_ENV: 'production' };
    const asked = await at.run('prisma', ['migrate', 'deploy'], { env: ci });
    expect(asked.exitCode, asked.stderr).toBe(75);
    expect(words(asked.stderr)).toContain('LOCKS_WRITES');
    const ran = await at.run('prisma', ['migrate', 'deploy'], { env: { ...ci, PRISMA_INTERLOCK_CONFIRM: at.label } });
    expect(ran.exitCode, ran.stderr).toBe(0);
  });
});

test('what foreign keys take along, and how large and fresh a table is, stands in the plan and in the annotation', async () => {
  const at = await behind(7, 'postgresql', { '20260102000000_empty': 'DELETE FROM "User";' });
  await runSql(
    'postgresql',
    at.url,
    `INSERT INTO "User" VALUES (1, 'Ada'), (2, NULL);
    CREATE TABLE "Note" (id int PRIMARY KEY, of_id int REFERENCES "User" (id) ON DELETE CASCADE);
    INSERT INTO "Note" VALUES (1, 1), (2, 1), (3, 2)`,
  );
  const env = { CI: 'true', GITHUB_ACTIONS: 'true', NODE_ENV: 'production', PRISMA_INTERLOCK_CONFIRM: at.label };
  const ran = await at.run('prisma', ['migrate', 'deploy'], { env });
  expect(ran.exitCode, ran.stderr).toBe(75);
  expect(words(ran.stderr)).toMatch(
    /rows of User \(20260102000000_empty, line 1\): of 2 rows, \d+ kB on the disk, the newest with id 2/,
  );
  expect(words(ran.stderr)).toContain('rows of Note: 3 rows at most, by their foreign keys to User');
  expect(ran.stderr).toMatch(/^::error .*takes away: rows of User.*%0Agoes along: rows of Note: 3 rows/m);
  const explained = await at.run('prisma-interlock', ['explain', '--json', '--', 'migrate', 'deploy'], { env });
  expect(JSON.parse(explained.stdout)).toMatchObject({
    stake: [{ what: 'rows of User', rows: 2, newest: 'id 2', along: [{ what: 'rows of Note', rows: 3 }] }],
  });
});

test('ten migrations of everyday shapes that take nothing away pass production in a pipeline, with its backup', async () => {
  const named = everyday.map((sql, number) => [`202602010000${String(number).padStart(2, '0')}_change`, sql] as const);
  const at = await behind(7, 'postgresql', Object.fromEntries(named));
  await runSql('postgresql', at.url, `INSERT INTO "User" VALUES (1, 'Ada'), (2, NULL)`);
  const ci = { CI: 'true', NODE_ENV: 'production', PRISMA_INTERLOCK_CONFIRM: at.label };
  const ran = await at.run('prisma', ['migrate', 'deploy'], { env: ci });
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(at.backups()).toHaveLength(1);
  expect(await rows(at, 'postgresql')).toBe(14_028);
});

/** As Prisma writes them for PostgreSQL, or people who edit what it has written. */
const everyday = [
  `-- CreateEnum\nCREATE TYPE "Role" AS ENUM ('USER', 'ADMIN');`,
  `-- AlterTable\nALTER TABLE "User" ADD COLUMN "role" "Role" NOT NULL DEFAULT 'USER', ADD COLUMN "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;`,
  `-- CreateTable\nCREATE TABLE "Post" (\n  "id" SERIAL NOT NULL,\n  "title" VARCHAR(255) NOT NULL,\n  "authorId" INTEGER,\n  "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],\n  CONSTRAINT "Post_pkey" PRIMARY KEY ("id")\n);\n\n-- AddForeignKey\nALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE SET NULL ON UPDATE CASCADE;`,
  `-- CreateIndex\nCREATE UNIQUE INDEX "Post_title_key" ON "Post"("title");\nCREATE INDEX "Post_authorId_idx" ON "Post"("authorId");`,
  `-- AlterEnum\nALTER TYPE "Role" ADD VALUE 'MODERATOR';`,
  `CREATE EXTENSION IF NOT EXISTS "pgcrypto";\nALTER TABLE "User" ADD COLUMN "publicId" UUID NOT NULL DEFAULT gen_random_uuid();`,
  `-- AlterTable\nALTER TABLE "User" ALTER COLUMN "name" SET DEFAULT 'nobody';\n-- DropForeignKey\nALTER TABLE "Post" DROP CONSTRAINT "Post_authorId_fkey";\n-- AddForeignKey\nALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE CASCADE;`,
  `-- DropIndex\nDROP INDEX "Post_authorId_idx";\nCREATE INDEX "Post_authorId_title_idx" ON "Post"("authorId", "title" DESC);`,
  `UPDATE "User" SET "name" = 'nobody' WHERE "name" IS NULL;\n-- AlterTable\nALTER TABLE "User" ALTER COLUMN "name" SET NOT NULL;`,
  `CREATE VIEW "Author" AS SELECT u."id", u."name", count(p."id") AS posts FROM "User" u LEFT JOIN "Post" p ON p."authorId" = u."id" GROUP BY u."id";\nCOMMENT ON TABLE "Post" IS 'What people write';`,
];

/** As they are written by hand in a day's work. */
const harmless = [
  'SELECT 1',
  'SELECT count(*) FROM "User"',
  'CREATE INDEX "User_name_idx" ON "User"("name")',
  'ALTER TABLE "User" ADD COLUMN "age" INTEGER',
  'CREATE TABLE "Note" ("id" INTEGER NOT NULL PRIMARY KEY, "text" TEXT NOT NULL DEFAULT \'\')',
  'INSERT INTO "User" ("id", "name") VALUES (900, \'Ada; DROP TABLE "Business"\')',
  '-- DROP TABLE "Business"\nSELECT 2',
  'CREATE VIEW "Named" AS SELECT "id" FROM "User" WHERE "name" IS NOT NULL',
  'DROP INDEX "User_name_idx"',
  'DROP VIEW "Named"',
];
