/** Drops and adds that are renames, put right in the text of a migration. */
import { describe, expect, test } from 'vitest';
import { createHost } from '../../src/host.ts';
import { correctColumns } from '../../src/sql/correct-columns.ts';
import { correctTable } from '../../src/sql/correct-table.ts';
import { edited } from '../../src/sql/edit.ts';
import type { Key } from '../../src/sql/kept.ts';
import { readSql } from '../../src/sql/read.ts';
import { type Rename, renamedTables } from '../../src/sql/renames.ts';
import type { Dialect, TypedColumn } from '../../src/sql/script.ts';
import { readSet } from '../../src/sql/set.ts';

const host = createHost();

async function read(dialect: Dialect, sql: string, schema?: string) {
  const statements = await readSql(host, sql, { dialect, schema, standardStrings: true });
  return { statements, set: readSet([{ migration: '1', statements }]) };
}

async function columns(dialect: Dialect, sql: string, schema?: string): Promise<string | undefined> {
  const { statements, set } = await read(dialect, sql, schema);
  const renames = set.hazards.flatMap(({ rename }) => rename ?? []);
  const edits = correctColumns(dialect, statements, renames);
  return edits && edited(sql, edits);
}

const person: TypedColumn[] = [
  { name: 'id', type: 'integer' },
  { name: 'email', type: 'text' },
  { name: 'active', type: 'boolean' },
];

async function tables(dialect: Dialect, sql: string, old: readonly TypedColumn[], keys: readonly Key[] = []) {
  const { statements, set } = await read(dialect, sql);
  const renames = renamedTables(set.losses, set.made, () => old);
  const correct = (rename: Rename) => correctTable(dialect, statements, rename, keys);
  const edits = renames.flatMap((rename) => correct(rename) ?? []);
  return { renames, text: edits.length > 0 ? edited(sql, edits) : undefined };
}

describe('columns', () => {
  test('of one statement are renamed, and what else it does stays, byte for byte', async () => {
    const sql = `/*\n  Warnings: 'x; y'\n*/\n-- AlterTable\nALTER TABLE "User" DROP COLUMN "name",\nADD COLUMN     "fullName" TEXT;\n\n-- CreateIndex\nCREATE INDEX "i" ON "User"("id");\n`;
    expect(await columns('postgresql', sql)).toBe(
      sql.replace(/ALTER TABLE[^;]*/, 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName"'),
    );
    const more =
      'ALTER TABLE "s"."User" DROP COLUMN "name", ADD COLUMN "label" TEXT, ALTER COLUMN "id" DROP DEFAULT;\r\n';
    expect(await columns('postgresql', more)).toBe(
      'ALTER TABLE "s"."User" RENAME COLUMN "name" TO "label";\nALTER TABLE "s"."User" ALTER COLUMN "id" DROP DEFAULT;\r\n',
    );
    const mysql = 'ALTER TABLE `User` DROP COLUMN `na``me`,\n    ADD COLUMN `fullName` VARCHAR(191) NULL;';
    expect(await columns('mysql', mysql)).toBe('ALTER TABLE `User` RENAME COLUMN `na``me` TO `fullName`;');
  });

  test('of two statements are renamed by the first, and the second is gone with the line above it', async () => {
    const sql = `ALTER TABLE "User" DROP COLUMN "name";\n\n-- AlterTable\nALTER TABLE "User" ADD COLUMN "label" TEXT;\n\nSELECT 1;\n`;
    expect(await columns('postgresql', sql)).toBe('ALTER TABLE "User" RENAME COLUMN "name" TO "label";\n\nSELECT 1;\n');
  });

  test("of Prisma's own rewrite of an SQLite table are carried over", async () => {
    const schema = 'CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY, "name" TEXT);';
    const sql = `PRAGMA foreign_keys=OFF;\nCREATE TABLE "new_User" (\n    "id" INTEGER NOT NULL PRIMARY KEY,\n    "fullName" TEXT\n);\nINSERT INTO "new_User" ("id") SELECT "id" FROM "User";\nDROP TABLE "User";\nALTER TABLE "new_User" RENAME TO "User";\nPRAGMA foreign_keys=ON;\n`;
    const after = await columns('sqlite', sql, schema);
    expect(after).toBe(
      sql.replace(/INSERT[^;]*/, 'INSERT INTO "new_User" ("id", "fullName") SELECT "id", "name" FROM "User"'),
    );
    expect((await read('sqlite', after ?? '', schema)).set.losses).toEqual([]);
  });

  test.each([
    'ALTER TABLE "User" DROP COLUMN "name" CASCADE, ADD COLUMN "label" TEXT;',
    'ALTER TABLE "User" DROP COLUMN "name", /* , */ ADD COLUMN "label" TEXT;',
    `ALTER TABLE "User" DROP COLUMN "name", ADD COLUMN "label" TEXT DEFAULT $$,$$;`,
  ])('of another form are left to a person: %s', async (sql) => {
    expect(await columns('postgresql', sql)).toBeUndefined();
  });
});

describe('tables', () => {
  const create = (name: string) =>
    `-- CreateTable\nCREATE TABLE "${name}" (\n    "id" SERIAL NOT NULL,\n    "email" TEXT NOT NULL,\n    "active" BOOLEAN NOT NULL DEFAULT true,\n\n    CONSTRAINT "${name}_pkey" PRIMARY KEY ("id")\n);\n\n`;
  const drop = '-- DropTable\nDROP TABLE "User";\n\n';
  const index = '-- CreateIndex\nCREATE UNIQUE INDEX "Person_email_key" ON "Person"("email");\n';
  const keys: Key[] = [
    { name: 'User_pkey', columns: ['id'], kind: 'primary' },
    { name: 'User_email_key', columns: ['email'], kind: 'unique' },
  ];

  test('are renamed with their keys and indexes', async () => {
    const { renames, text } = await tables('postgresql', drop + create('Person') + index, person, keys);
    expect(renames).toMatchObject([{ isSure: true, isWhole: true, from: { name: ['User'] } }]);
    expect(text).toBe(
      '-- RenameTable\nALTER TABLE "User" RENAME TO "Person";\n' +
        'ALTER TABLE "Person" RENAME CONSTRAINT "User_pkey" TO "Person_pkey";\n\n' +
        '-- RenameIndex\nALTER INDEX "User_email_key" RENAME TO "Person_email_key";\n',
    );
  });

  test('of MySQL get the indexes that their definition names', async () => {
    const sql =
      '-- DropTable\nDROP TABLE `User`;\n\n-- CreateTable\nCREATE TABLE `Person` (\n    `id` INTEGER NOT NULL AUTO_INCREMENT,\n    `email` VARCHAR(191) NOT NULL,\n    `active` BOOLEAN NOT NULL,\n\n    UNIQUE INDEX `Person_email_key`(`email`),\n    INDEX `Person_active_idx`(`active`),\n    PRIMARY KEY (`id`)\n) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;\n';
    const old = [
      { name: 'id', type: 'int(11)' },
      { name: 'email', type: 'varchar(191)' },
      { name: 'active', type: 'tinyint(1)' },
    ];
    expect((await tables('mysql', sql, old, keys)).text).toBe(
      '-- RenameTable\nALTER TABLE `User` RENAME TO `Person`;\n' +
        'ALTER TABLE `Person` RENAME INDEX `User_email_key` TO `Person_email_key`;\n' +
        'CREATE INDEX `Person_active_idx` ON `Person`(`active`);\n\n',
    );
  });

  test('of SQLite keep what their indexes are made anew by', async () => {
    const { text } = await tables(
      'sqlite',
      `DROP INDEX "User_email_key";\nPRAGMA foreign_keys=off;\n${drop}PRAGMA foreign_keys=on;\n${create('Person')}${index}`,
      person,
      keys,
    );
    expect(text).toBe(
      `DROP INDEX "User_email_key";\nPRAGMA foreign_keys=off;\n-- RenameTable\nALTER TABLE "User" RENAME TO "Person";\n\nPRAGMA foreign_keys=on;\n${index}`,
    );
  });

  test('that may have become one of two are not guessed', async () => {
    const { renames } = await tables('postgresql', drop + create('Person') + create('Member'), person);
    expect(renames).toMatchObject([
      { isSure: false, to: [{ object: { name: ['Person'] } }, { object: { name: ['Member'] } }] },
    ]);
  });

  test.each([
    ['shares only what every table has', 'CREATE TABLE "Log" ("id" SERIAL, "createdAt" TIMESTAMP(3), "text" TEXT);'],
    ['is of other types', 'CREATE TABLE "Log" ("id" SERIAL, "email" INTEGER, "active" TEXT);'],
    ['is larger by more than half', `CREATE TABLE "Log" ("id" INT, "email" TEXT, "active" BOOLEAN, a INT, b INT);`],
    ['gets rows', `${create('Log')}INSERT INTO "Log" SELECT * FROM "User";`],
    ['is between two others', 'CREATE TABLE "_Log" ("A" INTEGER, "B" INTEGER);'],
  ])('are none where the new one %s', async (_, sql) => {
    const old = sql.includes('"_Log"') ? ['A', 'B'].map((name) => ({ name, type: 'integer' })) : person;
    expect((await tables('postgresql', `${sql}\n${drop}`, old)).renames).toEqual([]);
  });

  test('that something is done to after the new one was made are left to a person', async () => {
    const sql = (between: string) => `${create('Person')}${between}${drop}`;
    expect((await tables('postgresql', sql(''), person)).text).toContain('RENAME TO "Person"');
    const used = await tables('postgresql', sql(`UPDATE "User" SET "email" = 'x';`), person);
    expect(used.renames).toHaveLength(1);
    expect(used.text).toBeUndefined();
  });

  test('with a column more are said to be one, and to differ', async () => {
    const sql = `${drop}CREATE TABLE "Person" ("id" SERIAL, "email" TEXT, "active" BOOLEAN, "age" INTEGER);`;
    expect((await tables('postgresql', sql, person)).renames).toMatchObject([{ isSure: true, isWhole: false }]);
  });
});
