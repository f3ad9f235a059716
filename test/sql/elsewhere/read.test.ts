import { describe, expect, test } from 'vitest';
import { createHost } from '../../../src/host.ts';
import { readElsewhere } from '../../../src/sql/elsewhere/read.ts';
import { mayReachElsewhere } from '../../../src/sql/elsewhere/scan.ts';
import type { Dialect, ServerReading } from '../../../src/sql/script.ts';

const host = createHost();

/** `name risk`, with a question mark for a guess; `?` for what cannot be told. What the scan lets by is not read. */
async function reached(dialect: Dialect, sql: string | readonly string[], more: Partial<ServerReading> = {}) {
  const scripts = [sql].flat();
  const { named, untold } = await readElsewhere(host, scripts, { dialect, ...more }, 'app');
  const found = named.map(({ name, risk, isGuess }) => `${name} ${risk}${isGuess ? '?' : ''}`);
  const all = untold === undefined ? found : [...found, '?'];
  if (all.length > 0) expect(scripts.some((each) => mayReachElsewhere(dialect, each, 'app'))).toBe(true);
  return all;
}

const mysql = { flavour: 'mariadb', version: 101119, sqlMode: ['STRICT_TRANS_TABLES'] } as const;
const schema = 'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" TEXT); CREATE TABLE "Tag" ("name" TEXT);';

describe('another database that SQL on MySQL and MariaDB touches', () => {
  test.each([
    ['DROP TABLE other.t', 'other destroy'],
    ['DROP TABLE t, `other`.`t`', 'other destroy'],
    ['DROP TABLE other /* x */ . t', 'other destroy'],
    ['TRUNCATE other.t', 'other destroy'],
    ['DELETE FROM other.t', 'other destroy'],
    ['DELETE other.t FROM other.t JOIN app.s ON s.id = t.id', 'other destroy'],
    ['UPDATE other.t SET a = 1', 'other destroy'],
    ['INSERT INTO other.t VALUES (1)', 'other change'],
    ['REPLACE INTO other.t VALUES (1)', 'other destroy'],
    ['ALTER TABLE other.t DROP COLUMN c', 'other destroy'],
    ['ALTER TABLE other.t ADD COLUMN c INT', 'other change'],
    ['RENAME TABLE other.t TO app.t', 'other destroy'],
    ['RENAME TABLE t TO other.t', 'other change'],
    ['ALTER TABLE other.t RENAME TO app.t', 'other destroy'],
    ['ALTER TABLE t EXCHANGE PARTITION p WITH TABLE other.t', 'other destroy'],
    ['ALTER TABLE t CONVERT TABLE other.t TO PARTITION p', 'other destroy'],
    ['DROP DATABASE other', 'other destroy'],
    ['DROP SCHEMA IF EXISTS `other`', 'other destroy'],
    ['CREATE OR REPLACE DATABASE other', 'other destroy'],
    ['ALTER DATABASE other CHARACTER SET utf8mb4', 'other change'],
    ['USE other; DROP TABLE t', 'other destroy'],
    ['USE `other`; DELETE FROM t; USE app; DROP TABLE t', 'other destroy'],
    ['DROP INDEX i ON other.t', 'other change'],
    ['CREATE INDEX i ON other.t (a)', 'other change'],
    ['CREATE TABLE other.t (a INT)', 'other change'],
    ['CREATE VIEW other.v AS SELECT 1', 'other change'],
    ['LOAD DATA INFILE "x" INTO TABLE other.t', 'other change'],
    ['WITH x AS (SELECT 1) DELETE FROM other.t', 'other destroy'],
    ['CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM other.t', 'other destroy'],
    ['/*!50000 DROP TABLE other.t */', 'other destroy'],
    ['CALL other.wipe()', 'other unknown'],
    ['SELECT other.wipe()', 'other unknown'],
    ['UPDATE t JOIN other.s AS x ON x.id = t.id SET x.a = t.a', 'other destroy'],
    ['UPDATE t JOIN other.s ON s.id = t.id SET a = 1', 'other destroy'],
    ['DELETE x FROM t JOIN other.s AS x ON x.id = t.id', 'other destroy'],
    ['CREATE VIEW v AS SELECT * FROM other.t; DELETE FROM v', 'other destroy?'],
    ['DROP TABLE APP.t', 'APP destroy'],
    ["PREPARE s FROM 'DROP TABLE other.t'; EXECUTE s", 'other unknown?'],
    ["SET @s = 'DELETE FROM other.t'; PREPARE s FROM @s; EXECUTE s", 'other unknown?'],
    ["SET @s = CONCAT('DROP TABLE ', @d, '.t'); PREPARE s FROM @s; EXECUTE s", '?'],
    ["SET @s = CONCAT('DROP DATABASE ', @d); PREPARE s FROM @s; EXECUTE s", '?'],
    ['DELIMITER $$\nUSE other$$', '?'],
    ["CREATE TABLE f (a INT) ENGINE=FEDERATED CONNECTION='mysql://h/other/t'", '?'],
  ])('%s', async (sql, ...expected) => {
    expect(await reached('mysql', sql, mysql)).toEqual(expected);
  });

  test('is told in a later script than the one that goes there', async () => {
    expect(await reached('mysql', ['USE other', 'DROP TABLE t'], mysql)).toEqual(['other destroy']);
  });

  test.each([
    'SELECT * FROM other.t',
    'INSERT INTO t SELECT * FROM other.t',
    'CREATE TABLE t AS SELECT * FROM other.t',
    'DROP TABLE app.t; DELETE FROM `app`.`t`; ALTER TABLE app.t DROP COLUMN c; RENAME TABLE app.t TO app.s',
    'USE app; DROP TABLE t',
    'USE other; SELECT 1; USE app; DROP TABLE t',
    'DROP TABLE t; UPDATE t SET a = 1.5 WHERE t.b = 2',
    "DROP TABLE t; INSERT INTO t VALUES ('a.b', 'use other', 'drop database other')",
    'CREATE DATABASE other',
    'SELECT * FROM information_schema.tables; DELETE FROM t',
    'DELETE FROM t WHERE t.id IN (SELECT id FROM other.t)',
    "SET @s = IF((SELECT COUNT(*) FROM information_schema.columns WHERE table_schema = DATABASE()) > 0, 'SELECT 1', 'ALTER TABLE t ADD c INT'); PREPARE s FROM @s; EXECUTE s",
    'UPDATE t JOIN other.s AS x ON x.id = t.id SET t.a = x.a WHERE t.b = 1',
    'UPDATE t AS y, other.s SET y.a = 1, y.b = 2',
    'DELETE y FROM t AS y JOIN other.s ON s.id = y.id',
    'CREATE VIEW v AS SELECT * FROM other.t; SELECT * FROM v',
    'DROP INDEX i ON t; ALTER TABLE t DROP PARTITION p',
  ])('is none: %s', async (sql) => {
    expect(await reached('mysql', sql, mysql)).toEqual([]);
  });
});

describe('another file that SQL on SQLite touches', () => {
  test.each([
    ["ATTACH 'prod.db' AS p; DROP TABLE p.t;", 'prod.db destroy'],
    ['ATTACH DATABASE "prod.db" AS "P"; DELETE FROM p.t', 'prod.db destroy'],
    ['ATTACH prod AS p; UPDATE P.t SET a = 1', 'prod destroy'],
    ["ATTACH 'prod.db' AS p; ALTER TABLE p.t DROP COLUMN c", 'prod.db destroy'],
    ["ATTACH 'prod.db' AS p; INSERT INTO p.t VALUES (1)", 'prod.db change'],
    ["ATTACH 'prod.db' AS p; CREATE TABLE p.x (a)", 'prod.db change'],
    ["ATTACH 'prod.db' AS p; DROP TABLE t", 'prod.db destroy'],
    ["ATTACH 'prod.db' AS p; PRAGMA p.user_version = 3", 'prod.db change'],
    ["ATTACH 'prod.db' AS p; VACUUM p", 'prod.db change'],
    ["ATTACH 'prod.db' AS p; PRAGMA writable_schema = 1", 'prod.db unknown'],
    ['ATTACH \'prod.db\' AS p; DROP TABLE "User"; DROP TABLE "User"', 'prod.db destroy'],
    ["ATTACH 'a.db' AS a; ATTACH 'b.db' AS b; DROP TABLE b.t; INSERT INTO a.t SELECT 1", 'b.db destroy', 'a.db change'],
    [
      'ATTACH \'prod.db\' AS p; CREATE TEMP TRIGGER x AFTER INSERT ON "Tag" BEGIN DELETE FROM p.t; END; INSERT INTO "Tag" VALUES (1)',
      'prod.db destroy',
    ],
    ["VACUUM INTO 'copy.db'", 'copy.db change'],
    ["ATTACH 'prod' || '.db' AS p; DROP TABLE p.t", '?'],
    ['ATTACH ? AS p', '?'],
    ["ATTACH lower('prod.db') AS p", '?'],
    ["ATTACH 'prod.db' AS lower('P')", '?'],
    ["ATTACH 'prod.db' AS p; DROP TABLE q.t", '?'],
    ["SELECT 'attach", '?'],
  ])('%s', async (sql, ...expected) => {
    expect(await reached('sqlite', sql, { schema })).toEqual(expected);
  });

  test('is told in a later script than the one that attaches it', async () => {
    expect(await reached('sqlite', ["ATTACH 'prod.db' AS p", 'DROP TABLE p.t'], { schema })).toEqual([
      'prod.db destroy',
    ]);
  });

  test('may be any that is attached, where nobody knows what the own one holds', async () => {
    expect(await reached('sqlite', 'ATTACH \'prod.db\' AS p; DROP TABLE "User"')).toEqual(['prod.db destroy']);
  });

  test.each([
    "ATTACH 'prod.db' AS p; SELECT * FROM p.t; DETACH p",
    'ATTACH \'prod.db\' AS p; INSERT INTO "User" SELECT * FROM p."User"; DETACH p',
    'ATTACH \'prod.db\' AS p; CREATE TABLE n (a); DROP TABLE n; DROP TABLE main."Tag"',
    "ATTACH ':memory:' AS m; CREATE TABLE m.t (a); DROP TABLE m.t",
    "ATTACH '' AS m; DROP TABLE m.t",
    'DROP TABLE "User"; CREATE TABLE attachment (a)',
    'VACUUM',
  ])('is none: %s', async (sql) => {
    expect(await reached('sqlite', sql, { schema })).toEqual([]);
  });
});

describe('another database that SQL on PostgreSQL touches', () => {
  test.each([
    ['DROP DATABASE other', 'other destroy'],
    ['DROP DATABASE IF EXISTS "Other" WITH (FORCE)', 'Other destroy'],
    ['ALTER DATABASE other RENAME TO gone', 'other change'],
    ['ALTER DATABASE other SET search_path = x', 'other change'],
    ['ALTER DATABASE other OWNER TO x', 'other change'],
    ['ALTER DATABASE other CONNECTION LIMIT 0', 'other change'],
    ['GRANT ALL ON DATABASE other TO x', 'other change'],
    ["COMMENT ON DATABASE other IS 'x'", 'other change'],
    ["SELECT dblink_exec('dbname=other', 'DROP TABLE t')", '?'],
    ["DO $$ BEGIN PERFORM dblink_exec('dbname=other', 'DROP TABLE t'); END $$", '?'],
    ['CREATE FOREIGN TABLE f (a INT) SERVER s; DELETE FROM f', '?'],
    ['IMPORT FOREIGN SCHEMA public FROM SERVER s INTO x; DELETE FROM x.t', '?'],
  ])('%s', async (sql, ...expected) => {
    expect(await reached('postgresql', sql)).toEqual(expected);
  });

  test.each([
    'DROP DATABASE app',
    'ALTER DATABASE app SET search_path = x',
    'CREATE DATABASE other TEMPLATE app',
    'SELECT * FROM pg_catalog.pg_database',
    'DROP TABLE public.t; DROP SCHEMA other CASCADE',
    'ALTER TABLE a ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES c (d); DROP TABLE t',
    'CREATE FOREIGN TABLE f (a INT) SERVER s',
    "COMMENT ON TABLE t IS 'database'; GRANT SELECT ON t TO x",
  ])('is none: %s', async (sql) => {
    expect(await reached('postgresql', sql)).toEqual([]);
  });
});

test.each([
  [
    'mysql',
    'CREATE TABLE `User` (`id` INTEGER NOT NULL, `price` DECIMAL(65,30) NOT NULL DEFAULT 0.5, PRIMARY KEY (`id`));',
  ],
  ['mysql', 'ALTER TABLE `app`.`User` DROP COLUMN `a`; DROP TABLE app.t'],
  ['postgresql', 'ALTER TABLE "Post" ADD CONSTRAINT "k" FOREIGN KEY ("a") REFERENCES "User"("id") ON DELETE CASCADE;'],
  [
    'sqlite',
    'CREATE TABLE "new_User" ("id" INTEGER); INSERT INTO "new_User" SELECT "id" FROM "User"; DROP TABLE "User";',
  ],
] as const)('an ordinary line on %s is not read any further: %s', (dialect, sql) => {
  expect(mayReachElsewhere(dialect, sql, 'app')).toBe(false);
});
