/** What gets a new name in the schema, and would lose what is in it: prisma#7790, #4694, #8381. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Major, ProviderName } from '../support/project.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { share } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';

const models = `model Org {
  id    Int    @id @default(autoincrement())
  users User[]
}

model User {
  id        Int      @id @default(autoincrement())
  email     String   @unique
  name      String?
  active    Boolean  @default(true)
  createdAt DateTime @default(now())
  orgId     Int
  org       Org      @relation(fields: [orgId], references: [id])
  posts     Post[]

  @@index([name])
}

model Post {
  id       Int  @id @default(autoincrement())
  authorId Int
  author   User @relation(fields: [authorId], references: [id])
}
`;

const rows = `INSERT INTO "Org" ("id") VALUES (1);
INSERT INTO "User" ("id", "email", "name", "orgId") VALUES (1, 'a@x', 'Ada', 1), (2, 'b@x', NULL, 1);
INSERT INTO "Post" ("id", "authorId") VALUES (1, 2);`;

const development = { NODE_ENV: 'development' };
const offered = 'changed to keep it? (y/N)';
const words = (text: string) => text.replace(/\s+/g, ' ');
const fileOf = (at: Place, name: string) => join(at.dir, 'prisma', 'migrations', name, 'migration.sql');

function migration(at: Place, name: string, sql: string): void {
  mkdirSync(dirname(fileOf(at, name)), { recursive: true });
  writeFileSync(fileOf(at, name), sql);
}

const schemaOf = (at: Place) => join(at.dir, 'prisma', 'schema.prisma');
const change = (at: Place, from: RegExp, to: string) =>
  writeFileSync(schemaOf(at), readFileSync(schemaOf(at), 'utf8').replace(from, to));

/** By Prisma's own engine: from the database to the schema. */
function diff(at: Place, major: Major, ...more: readonly string[]) {
  const schema = 'prisma/schema.prisma';
  const sides =
    major === 7
      ? ['--from-config-datasource', '--to-schema', schema]
      : ['--from-schema-datasource', schema, '--to-schema-datamodel', schema];
  return at.prisma(['migrate', 'diff', ...sides, ...more]);
}

async function filled(major: Major, provider: ProviderName): Promise<Place> {
  const at = await place(major, provider, { engine: 'wasm', models });
  migration(at, '20260101000000_init', (await diff(at, major, '--script')).stdout);
  const deployed = await at.prisma(['migrate', 'deploy']);
  expect(deployed.exitCode, deployed.stderr + deployed.stdout).toBe(0);
  await runSql(provider, at.url, rows);
  return at;
}

const tried = [
  { major: 7, provider: 'postgresql' },
  { major: 7, provider: 'sqlite' },
  { major: 6, provider: 'postgresql' },
] as const;

describe.each(share(tried, 3))('with Prisma $major on $provider', ({ major, provider }) => {
  test('a model that gets another name keeps its rows, and Prisma finds no drift after that', async () => {
    const at = await filled(major, provider);
    change(at, /\bUser\b/g, 'Person');
    const written = (await diff(at, major, '--script')).stdout;
    expect(written).toContain('DROP TABLE "User"');
    migration(at, '20260102000000_person', written);
    const told = await at.run('prisma', ['migrate', 'deploy'], { env: { ...development, CLAUDECODE: '1' } });
    expect(told.exitCode, told.stderr).toBe(75);
    expect(words(told.stderr)).toContain('RENAME_AS_DROP: table User, Person');
    expect(words(told.stderr)).toContain('ALTER TABLE "User" RENAME TO "Person";');
    expect(readFileSync(fileOf(at, '20260102000000_person'), 'utf8')).toBe(written);
    const terminal = at.terminal('prisma', ['migrate', 'deploy'], development);
    await terminal.waitFor(offered, 60_000);
    expect(terminal.screen()).toContain('-DROP TABLE "User";');
    terminal.type('y\r');
    expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(130);
    expect(words(terminal.screen())).toContain('prisma-interlock[corrected]');
    const again = await at.run('prisma', ['migrate', 'deploy'], { env: development });
    expect(again.exitCode, again.stderr + readFileSync(fileOf(at, '20260102000000_person'), 'utf8')).toBe(0);
    expect(await queryRows(provider, at.url, 'SELECT "name" AS n FROM "Person" WHERE "id" = 1')).toEqual([
      { n: 'Ada' },
    ]);
    const left = await diff(at, major, '--exit-code', '--script');
    expect(left.exitCode, left.stdout).toBe(0);
  });
});

describe('a field that gets another name', () => {
  test.each(share([{ provider: 'sqlite' }, { provider: 'postgresql' }] as const, 2))(
    'is put right in the migration that migrate dev has just written, on $provider',
    async ({ provider }) => {
      const at = await filled(7, provider);
      change(at, / {2}name {6}String\?/, '  fullName  String?');
      change(at, /@@index\(\[name\]\)/, '@@index([fullName])');
      const argv = ['migrate', 'dev', '--name', 'full_name'];
      const terminal = at.terminal('prisma', argv, development);
      await terminal.waitFor('Are you sure you want to create and apply this migration?', 60_000);
      terminal.type('y');
      await terminal.waitFor(offered, 60_000);
      terminal.type('y\r');
      expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(130);
      const again = at.terminal('prisma', argv, development);
      expect((await again.ended(60_000)).exitCode, again.screen()).toBe(0);
      expect(await queryRows(provider, at.url, 'SELECT "fullName" AS n FROM "User" WHERE "id" = 1')).toEqual([
        { n: 'Ada' },
      ]);
      const left = await diff(at, 7, '--exit-code', '--script');
      expect(left.exitCode, left.stdout).toBe(0);
    },
  );
});

describe('on MariaDB', () => {
  const init = `CREATE TABLE \`User\` (\`id\` INTEGER NOT NULL AUTO_INCREMENT, \`email\` VARCHAR(191) NOT NULL, \`name\` VARCHAR(191) NULL,
    \`active\` BOOLEAN NOT NULL DEFAULT true, UNIQUE INDEX \`User_email_key\`(\`email\`), PRIMARY KEY (\`id\`)) DEFAULT CHARACTER SET utf8mb4;`;
  const person =
    '-- DropTable\nDROP TABLE `User`;\n\n-- CreateTable\nCREATE TABLE `Person` (\n    `id` INTEGER NOT NULL AUTO_INCREMENT,\n    `email` VARCHAR(191) NOT NULL,\n' +
    '    `name` VARCHAR(191) NULL,\n    `active` BOOLEAN NOT NULL DEFAULT true,\n\n    UNIQUE INDEX `Person_email_key`(`email`),\n    PRIMARY KEY (`id`)\n) DEFAULT CHARACTER SET utf8mb4;\n';

  const changed = [
    ['a table', person, 'SELECT name AS n FROM Person'],
    [
      'a column',
      'ALTER TABLE `User` DROP COLUMN `name`,\n    ADD COLUMN `fullName` VARCHAR(191) NULL;\n',
      'SELECT fullName AS n FROM User',
    ],
  ] as const;

  test.each(share(changed, 2))(
    '%s that gets another name is offered to be renamed by explain, and keeps what is in it',
    async (_, sql, query) => {
      const at = await place(7, 'mysql', { engine: 'wasm', migrations: { '20260101000000_init': init } });
      expect((await at.prisma(['migrate', 'deploy'])).exitCode).toBe(0);
      await runSql('mysql', at.url, "INSERT INTO `User` (`email`, `name`) VALUES ('a@x', 'Ada')");
      migration(at, '20260102000000_person', sql);
      const explained = at.terminal('prisma-interlock', ['explain', '--', 'migrate', 'deploy'], development);
      await explained.waitFor(offered, 60_000);
      explained.type('y\r');
      expect((await explained.ended()).exitCode, explained.screen()).toBe(0);
      const ran = await at.run('prisma', ['migrate', 'deploy'], { env: development });
      expect(ran.exitCode, ran.stderr).toBe(0);
      expect(await queryRows('mysql', at.url, query)).toEqual([{ n: 'Ada' }]);
      if (!query.includes('Person')) return;
      const indexes = await queryRows('mysql', at.url, 'SHOW INDEX FROM Person');
      expect(indexes.map((each) => each['Key_name']).sort()).toEqual(['PRIMARY', 'Person_email_key']);
    },
  );
});

test('a no leaves the file as it is, and the usual question follows; production is not offered anything', async () => {
  const at = await filled(7, 'sqlite');
  const sql =
    'ALTER TABLE "User" ADD COLUMN "label" TEXT;\nDROP INDEX "User_name_idx";\nALTER TABLE "User" DROP COLUMN "name";\n';
  migration(at, '20260102000000_label', sql);
  const terminal = at.terminal('prisma', ['migrate', 'deploy'], development);
  await terminal.waitFor(offered, 60_000);
  terminal.type('\r');
  await terminal.waitFor('Type DESTROY_DATA to go on', 60_000);
  terminal.type('\r');
  expect((await terminal.ended(60_000)).exitCode).toBe(130);
  const protectedPlace = at.terminal('prisma', ['migrate', 'deploy'], { NODE_ENV: 'production' });
  await protectedPlace.waitFor('Run it? (y/N)', 60_000);
  expect(protectedPlace.screen()).not.toContain(offered);
  expect(words(protectedPlace.screen())).toContain('RENAME COLUMN "name" TO "label"');
  protectedPlace.type('\r');
  await protectedPlace.ended(60_000);
  expect(readFileSync(fileOf(at, '20260102000000_label'), 'utf8')).toBe(sql);
});
