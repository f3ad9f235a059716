import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listBackups } from '../../../../src/backup/repository/read.ts';
import { createHost } from '../../../../src/host.ts';
import { createMariadbDatabase, type TestDatabase } from '../../../support/servers.ts';
import { runSql } from '../../../support/sql.ts';
import { adminUrl, targetOf } from '../engine-places.ts';
import { expectNew, expectOld, type Watched, watch } from '../watched.ts';

let database: TestDatabase;
let watched: Watched;

beforeAll(async () => {
  database = await createMariadbDatabase();
  await run(setup);
  const target = targetOf('mysql', database.url, database.name);
  // Shared by all that follow: what the one before left is what the next begins with.
  watched = watch(target, mkdtempSync(join(tmpdir(), 'interlock-')));
});
afterAll(async () => {
  await database.drop();
  rmSync(watched.policy.backup.repository as string, { recursive: true });
});

const run = (sql: string) => runSql('mysql', database.url, sql);
const asAdmin = (sql: string) => runSql('mysql', adminUrl('mysql').replace(/mysql$/, database.name), sql);

const setup = `
  CREATE TABLE item (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(50), n DOUBLE, doc JSON, at DATETIME(6));
  INSERT INTO item (name, n) VALUES ('a', 1), ('b', 2), ('c', 3), ('d', 4);
  CREATE TABLE child (id INT PRIMARY KEY, item INT, FOREIGN KEY (item) REFERENCES item (id) ON DELETE CASCADE);
  INSERT INTO child VALUES (1, 4);
  CREATE TABLE part (a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10));
  CREATE VIEW names AS SELECT name FROM item;
  CREATE SEQUENCE counter NOCACHE;
  CREATE TRIGGER touched BEFORE UPDATE ON child FOR EACH ROW SET NEW.item = NEW.item;
  CREATE PROCEDURE nothing() SELECT 1;
  CREATE FUNCTION one() RETURNS INT DETERMINISTIC RETURN 1;
  CREATE EVENT daily ON SCHEDULE EVERY 1 DAY DISABLE DO SET @a = 1;
`;

const writes = [
  ['an insert', "INSERT INTO item (name) VALUES ('x')"],
  [
    'an insert that is taken back by a delete',
    "INSERT INTO item (name) VALUES ('y'); DELETE FROM item WHERE name = 'y'",
  ],
  ['an update', "UPDATE item SET name = 'A' WHERE id = 1"],
  ['a blank at the end', "UPDATE item SET name = 'A ' WHERE id = 1"],
  ['a sign of nothing', 'UPDATE item SET n = -0e0 WHERE id = 1'],
  ['a millionth of a second', "UPDATE item SET at = '2026-01-01 00:00:00.000001' WHERE id = 1"],
  ['a document', `UPDATE item SET doc = '{"a": 1}' WHERE id = 2`],
  ['an empty text in the place of none', "UPDATE item SET name = '' WHERE id = 2"],
  ['a delete that cascades', 'DELETE FROM item WHERE id = 4'],
  ['an upsert', "INSERT INTO item (id, name) VALUES (1, 'z') ON DUPLICATE KEY UPDATE name = 'Z'"],
  ['a replace', "REPLACE INTO item (id, name) VALUES (1, 'again')"],
  ['rows of a partition', 'INSERT INTO part VALUES (1)'],
  ['a truncate', 'TRUNCATE part'],
  ['a counter', 'ALTER TABLE item AUTO_INCREMENT = 500'],
  ['nextval', 'SELECT NEXTVAL(counter)'],
  ['setval', 'SELECT SETVAL(counter, 77)'],
  ['a table', 'CREATE TABLE fresh (a INT)'],
  ['a table that goes', 'DROP TABLE fresh'],
  ['a column', 'ALTER TABLE item ADD COLUMN more INT'],
  ['a column that nobody sees', 'ALTER TABLE item MODIFY more INT INVISIBLE'],
  ['a column that goes', 'ALTER TABLE item DROP COLUMN more'],
  ['another name of a column', 'ALTER TABLE child RENAME COLUMN item TO thing'],
  ['a default', 'ALTER TABLE item ALTER n SET DEFAULT 7'],
  ['a check', 'ALTER TABLE item ADD CONSTRAINT positive CHECK (n >= 0)'],
  ['an index', 'CREATE INDEX by_name ON item (name)'],
  ['an index that goes', 'DROP INDEX by_name ON item'],
  ['a foreign key that goes', 'ALTER TABLE child DROP FOREIGN KEY child_ibfk_1'],
  ['a comment', "ALTER TABLE item COMMENT = 'things'"],
  ['a partition', 'ALTER TABLE part ADD PARTITION (PARTITION p1 VALUES LESS THAN (20))'],
  ['another name of a table', 'RENAME TABLE child TO kid'],
  ['another format of rows', 'ALTER TABLE kid ROW_FORMAT = COMPRESSED'],
  ['a view', 'CREATE OR REPLACE VIEW names AS SELECT name, id FROM item'],
  ['a view that goes', 'DROP VIEW names'],
  ['a trigger', 'CREATE TRIGGER more BEFORE INSERT ON kid FOR EACH ROW SET NEW.id = NEW.id'],
  ['a trigger that goes', 'DROP TRIGGER more'],
  ['a procedure', 'CREATE OR REPLACE PROCEDURE nothing() SELECT 2'],
  ['a function', 'CREATE OR REPLACE FUNCTION one() RETURNS INT DETERMINISTIC RETURN 2'],
  ['an event', 'ALTER EVENT daily ENABLE'],
  ['a character set of the database', `ALTER DATABASE CHARACTER SET latin1`],
  ['a table without transactions', 'CREATE TABLE plain (a INT) ENGINE = MyISAM'],
  ['a row of a table without transactions', 'INSERT INTO plain VALUES (1)'],
  ['a row of it that goes', 'DELETE FROM plain'],
  ['another engine', 'ALTER TABLE plain ENGINE = Aria'],
  ['rows of that', 'INSERT INTO plain VALUES (2)'],
] as const;

describe('a new backup is made after', () => {
  it.each(writes)('%s', async (_, sql) => {
    await expectNew(watched, () => run(sql));
  });
});

describe('no new backup is made after', () => {
  it('nothing, thirty times', async () => {
    await watched.keep();
    const { repository } = watched.policy.backup;
    const before = await listBackups(createHost(), repository);
    for (let round = 0; round < 30; round++) expect((await watched.keep()).isOld).toBe(true);
    expect(await listBackups(createHost(), repository)).toHaveLength(before.length);
  });

  it.each([
    ['what is taken back', 'DROP TABLE IF EXISTS nobody; START TRANSACTION; DELETE FROM item; ROLLBACK'],
    ['statistics', 'ANALYZE TABLE item'],
    ['tables that are closed and opened', 'FLUSH TABLES'],
  ])('%s', async (_, sql) => {
    await expectOld(watched, () => asAdmin(sql));
  });
});

describe('where the text of its rows does not tell all, a new one is always made:', () => {
  it.each([
    ['the history of a table', 'CREATE TABLE versioned (a INT) WITH SYSTEM VERSIONING', 'DROP TABLE versioned'],
    ['the last digits of a number', 'CREATE TABLE rough (a FLOAT)', 'DROP TABLE rough'],
  ])('%s', async (_, make, drop) => {
    await run(make);
    await watched.keep();
    expect((await watched.keep()).isOld).toBe(false);
    await run(drop);
  });
});
