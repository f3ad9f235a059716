import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { digestDatabase } from './digest.ts';
import type { ProviderName } from './project-files.ts';
import { loadRich } from './rich.ts';
import { createMariadbDatabase, createPostgresDatabase } from './servers.ts';
import { runSql } from './sql.ts';

const providers: ProviderName[] = ['sqlite', 'postgresql', 'mysql'];
const cleanups: (() => Promise<void> | void)[] = [];

async function createDatabase(provider: ProviderName): Promise<string> {
  if (provider === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'digest-'));
    cleanups.push(() => rmSync(folder, { recursive: true }));
    return `file:${join(folder, 'a.db')}`;
  }
  const database = await (provider === 'mysql' ? createMariadbDatabase({ user: 'twin' }) : createPostgresDatabase());
  cleanups.push(database.drop);
  return database.url;
}

/** One change each that a careless backup would lose. */
const changes: Record<ProviderName, Record<string, string>> = {
  sqlite: {
    'a value': `UPDATE "Author" SET "picture" = x'00FF10800A0D28' WHERE "id" = 1`,
    'a type': `UPDATE "Book" SET "anything" = '12' WHERE "anything" = 12`,
    'an empty text for NULL': `UPDATE "odd name; with ""quotes"" — ü" SET "a column" = '' WHERE "a column" IS NULL`,
    'a position': `UPDATE sqlite_sequence SET seq = 3 WHERE name = 'Author'`,
    'a trigger': 'DROP TRIGGER "Author_log"',
    'a view': 'DROP VIEW "Shelf"',
    'an index': 'DROP INDEX "Book_cheap_idx"',
  },
  postgresql: {
    'a value': `UPDATE "Author" SET "picture" = '\\x00' WHERE "id" = 1`,
    'white space in JSON': `UPDATE "Author" SET "raw" = '{"b":1,"a":2}' WHERE "id" = 1`,
    'an empty text for NULL': `UPDATE "odd name; with ""quotes"" — ü" SET "a column" = '' WHERE "a column" IS NULL`,
    'a position': `SELECT setval('"Author_id_seq"', 41, false)`,
    'a trigger': 'DROP TRIGGER "Author_log" ON "Author"',
    'a view': 'DROP VIEW "Shelf"',
    'an index': 'DROP INDEX "Book_cheap_idx"',
    'a function': 'DROP FUNCTION "add"',
    'an enum': `ALTER TYPE "Mood" ADD VALUE 'new'`,
    'a comment': 'COMMENT ON TABLE "Author" IS NULL',
    'a constraint': 'ALTER TABLE "Book" DROP CONSTRAINT "price_is_positive"',
    'a generated column': 'ALTER TABLE "Author" ALTER COLUMN "length" DROP EXPRESSION',
  },
  mysql: {
    'a value': "UPDATE `Author` SET `picture` = x'00' WHERE `id` = 1",
    'an empty text for NULL':
      'UPDATE `odd name; with "quotes" and ``ticks`` — ü` SET `a column` = \'\' WHERE `a column` IS NULL',
    'a position': 'ALTER TABLE `Author` AUTO_INCREMENT = 43',
    'a sequence': 'SELECT NEXTVAL(`ticket`)',
    'a trigger': 'DROP TRIGGER `Author_log`',
    'a view': 'DROP VIEW `Shelf`',
    'an index': 'DROP INDEX `Book_price_idx` ON `Book`',
    'a function': 'DROP FUNCTION `add_one`',
    'a procedure': 'DROP PROCEDURE `forget`',
    'an event': 'DROP EVENT `tidy`',
    'an enum': "ALTER TABLE `Author` MODIFY `mood` ENUM('calm', 'wild', 'très ''odd''', 'new') NOT NULL DEFAULT 'calm'",
    'a generated column': 'ALTER TABLE `Author` DROP COLUMN `shout`',
  },
};

describe.each(providers)('the digest of a %s database', (provider) => {
  let url: string;
  beforeEach(async () => {
    url = await createDatabase(provider);
    await loadRich(provider, url);
  });
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  test('is the same for the same content read twice, and holds every table', async () => {
    const digest = await digestDatabase(provider, url);
    expect(await digestDatabase(provider, url)).toEqual(digest);
    const rows = Object.values(digest.tables).map((table) => table.rows);
    expect(rows.filter((count) => count === 3).length).toBeGreaterThanOrEqual(3);
    expect(Object.keys(digest.sequences).length).toBeGreaterThan(0);
  });

  test.each(Object.entries(changes[provider]))('tells when %s is lost or changed', async (_, sql) => {
    const digest = await digestDatabase(provider, url);
    await runSql(provider, url, sql);
    expect(await digestDatabase(provider, url)).not.toEqual(digest);
  });
});
