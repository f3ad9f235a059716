import { expect, test } from 'vitest';
import { isAdditive } from '../../src/sql/is-additive.ts';

test.each([
  '',
  '-- This is an empty migration.',
  `-- CreateTable\nCREATE TABLE "User" (\n    "id" SERIAL NOT NULL,\n    "email" VARCHAR(191) NOT NULL DEFAULT 'a;b''c',\n    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,\n    "price" DECIMAL(65,30),\n    "token" UUID DEFAULT gen_random_uuid(),\n\n    CONSTRAINT "User_pkey" PRIMARY KEY ("id")\n);\n\n-- CreateIndex\nCREATE UNIQUE INDEX "User_email_key" ON "public"."User"("email");`,
  `CREATE TYPE "public"."Role" AS ENUM ('A', 'B');`,
  `ALTER TABLE "Post" ADD COLUMN     "body" TEXT,\nADD COLUMN     "n" INTEGER NOT NULL DEFAULT 0;`,
  `ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;`,
  'CREATE TABLE `User` (\n `id` INTEGER NOT NULL AUTO_INCREMENT,\n `drop` VARCHAR(191) NOT NULL,\n UNIQUE INDEX `User_email_key`(`email`),\n PRIMARY KEY (`id`)\n) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;',
  'ALTER TABLE `Post` ADD COLUMN `body` VARCHAR(191) NULL;',
  `ALTER TYPE "Role" ADD VALUE 'C';`,
  'CREATE INDEX CONCURRENTLY IF NOT EXISTS "i" ON "t" USING GIN ("a", "b");',
  'CREATE SCHEMA IF NOT EXISTS "audit"; CREATE EXTENSION IF NOT EXISTS "pgcrypto";',
  '/* a note; drop */ CREATE TABLE t (id INTEGER PRIMARY KEY);',
])('adds only: %s', (sql) => {
  expect(isAdditive(sql)).toBe(true);
});

test.each([
  'DROP TABLE "User";',
  'CREATE TABLE a (id INT); DROP TABLE b;',
  'ALTER TABLE "Post" DROP COLUMN "body";',
  'ALTER TABLE "Post" ADD COLUMN "x" TEXT, DROP COLUMN "body";',
  'ALTER TABLE `Post` MODIFY `body` VARCHAR(10);',
  'ALTER TABLE "Post" ALTER COLUMN "n" SET DATA TYPE SMALLINT;',
  'ALTER TABLE "Post" RENAME COLUMN "a" TO "b";',
  'TRUNCATE "User";',
  'DELETE FROM "User";',
  'UPDATE "User" SET x = 1;',
  'DROP SCHEMA public CASCADE;',
  `DO $$ BEGIN EXECUTE 'DROP TABLE a'; END $$;`,
  'WITH d AS (DELETE FROM a RETURNING 1) SELECT * FROM d;',
  'EXPLAIN ANALYZE DELETE FROM a;',
  'SELECT lo_unlink(1);',
  'CREATE TABLE a AS SELECT lo_unlink(1);',
  'CREATE TABLE a (id INT DEFAULT wipe());',
  `ALTER TABLE a ADD COLUMN x INT DEFAULT dblink_exec('drop table b');`,
  'CREATE INDEX i ON a (wipe(b));',
  'CREATE OR REPLACE VIEW v AS SELECT 1;',
  'CREATE TABLE a (id INT); /*!50000 DROP TABLE b */;',
  'CREATE TABLE a (id INT) /*M!100000 ; DROP TABLE b */;',
  'CREATE TABLE a (id INT); /* a /* b */ DROP TABLE c; */',
  "CREATE TABLE a (x TEXT DEFAULT '\\''); DROP TABLE b; -- ');",
  "CREATE TABLE a (x TEXT DEFAULT 'open);",
  'CREATE TABLE a (x TEXT DEFAULT "open);',
  'CREATE TABLE a (id INT)\0; DROP TABLE b;',
  'CREATE TABLE a (id INT); # note\nDROP TABLE b;',
  'CALL wipe();',
  'MERGE INTO a USING b ON true WHEN MATCHED THEN DELETE;',
  'CREATE TRIGGER t AFTER INSERT ON a FOR EACH ROW DELETE FROM b;',
  'PRAGMA writable_schema = 1;',
  'INSERT INTO "new_User" SELECT "id" FROM "User";',
  'CREATE UNIQUE INDEX i ON a (b) WHERE wipe(c);',
  'SET foreign_key_checks = 0;',
  '\\! rm x',
])('may lose: %s', (sql) => {
  expect(isAdditive(sql)).toBe(false);
});
