/**
 * Databases of MariaDB of every kind that once came back otherwise, or not at all. Each is made by the administrator, whose name
 * is `admin`; `{user}` is a user who is gone by the time of the backup, `{database}` the database itself.
 */
export interface Kind {
  readonly sql: string;
  /** What the restore says that the copy lacks, in the order of the copy; each is a part of the line. */
  readonly lacks?: readonly string[];
  /** Lines of the server's own dump that may differ because of that. */
  readonly but?: RegExp;
  /** Whether definitions that name their schema come back without that name. */
  readonly isUnqualified?: boolean;
}

export interface Names {
  readonly database: string;
  readonly user: string;
}

export function sqlOf({ sql }: Kind, { database, user }: Names): string {
  return sql.replaceAll('{user}', user).replaceAll('{database}', database);
}

/** What of a dump has to be the same before and after. */
export function constantIn(text: string | undefined, { but, isUnqualified }: Kind, database: string): string[] {
  const plain = isUnqualified ? text?.replace(new RegExp(`(\`?)${database}\\1\\s*\\.\\s*`, 'g'), '') : text;
  return (plain ?? '').split('\n').filter((line) => !but?.test(line));
}

const gone = (sql: string) =>
  `CREATE USER {user}; GRANT ALL ON *.* TO {user}; ${sql.replaceAll('DEFINED', 'DEFINER = {user}')}; DROP USER {user}`;

export const kinds: Readonly<Record<string, Kind>> = {
  'rows that were changed and rows that are gone, of tables versioned by time': {
    sql: `CREATE TABLE price (id INT PRIMARY KEY, p INT) WITH SYSTEM VERSIONING; INSERT INTO price VALUES (1, 10);
      UPDATE price SET p = 20; UPDATE price SET p = 30;
      CREATE TABLE gone (id INT PRIMARY KEY) WITH SYSTEM VERSIONING; INSERT INTO gone VALUES (1), (2); DELETE FROM gone`,
  },
  'a history whose columns have names, are seen or not, beside values of every length': {
    sql: `CREATE TABLE seen (a INT, s TIMESTAMP(6) GENERATED ALWAYS AS ROW START, e TIMESTAMP(6) GENERATED ALWAYS AS ROW END,
        PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING; INSERT INTO seen (a) VALUES (1); UPDATE seen SET a = 2;
      CREATE TABLE unseen (id INT PRIMARY KEY AUTO_INCREMENT, b LONGBLOB, s TIMESTAMP(6) GENERATED ALWAYS AS ROW START INVISIBLE,
        e TIMESTAMP(6) GENERATED ALWAYS AS ROW END INVISIBLE, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING;
      INSERT INTO unseen (b) VALUES (0x00ff), (REPEAT(0x5c27, 400000)); UPDATE unseen SET b = NULL WHERE id = 1; DELETE FROM unseen`,
  },
  'a history in partitions by number, with columns that are not versioned, and keys into the table': {
    sql: `CREATE TABLE parted (a INT PRIMARY KEY, c VARCHAR(10) WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING
        PARTITION BY SYSTEM_TIME LIMIT 2 (PARTITION p0 HISTORY, PARTITION p1 HISTORY, PARTITION pn CURRENT);
      INSERT INTO parted VALUES (1, 'x'), (2, 'y'), (3, 'z'); UPDATE parted SET a = a + 10; UPDATE parted SET a = a + 10;
      CREATE TABLE keyed (id INT PRIMARY KEY) WITH SYSTEM VERSIONING;
      CREATE TABLE refers (id INT, FOREIGN KEY (id) REFERENCES keyed (id) ON DELETE CASCADE) WITH SYSTEM VERSIONING;
      INSERT INTO keyed VALUES (1), (2); INSERT INTO refers VALUES (1), (2); DELETE FROM keyed WHERE id = 1`,
  },
  'partitions for history that the server makes by time': {
    sql: `CREATE TABLE t2 (x INT) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 DAY
        STARTS TIMESTAMP '2026-11-20 00:00:00' AUTO PARTITIONS 3; INSERT INTO t2 VALUES (1)`,
  },
  'such partitions by the hour, with a history in them, beside some with names': {
    sql: `CREATE TABLE t3 (x INT) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 12 HOUR AUTO; INSERT INTO t3 VALUES (1);
      UPDATE t3 SET x = 2; DELETE FROM t3;
      CREATE TABLE t4 (x INT) WITH SYSTEM VERSIONING PARTITION BY SYSTEM_TIME INTERVAL 1 WEEK
        (PARTITION former HISTORY, PARTITION present CURRENT); INSERT INTO t4 VALUES (1); UPDATE t4 SET x = 2`,
  },
  'a table versioned by transaction, whose history no tool dumps, with a counter, a trigger and a view': {
    sql: `CREATE TABLE tx (id INT PRIMARY KEY AUTO_INCREMENT, a INT, s BIGINT UNSIGNED GENERATED ALWAYS AS ROW START,
        e BIGINT UNSIGNED GENERATED ALWAYS AS ROW END, PERIOD FOR SYSTEM_TIME (s, e)) WITH SYSTEM VERSIONING;
      INSERT INTO tx (a) VALUES (1), (2); UPDATE tx SET a = a + 1; DELETE FROM tx WHERE id = 2;
      CREATE TABLE timed (a INT) WITH SYSTEM VERSIONING; INSERT INTO timed VALUES (1); DELETE FROM timed;
      CREATE VIEW all_of_tx AS SELECT id, a FROM tx; CREATE TRIGGER on_tx BEFORE INSERT ON tx FOR EACH ROW SET @a = 1`,
    lacks: ['row history tx left-out: it is versioned by transaction'],
    but: /\btx\b|^\(\d+,\d+,\d+,\d+\)/,
  },
  'a view, a trigger, an event and routines whose definer is gone': {
    sql: gone(`CREATE TABLE t (a INT); INSERT INTO t VALUES (1); CREATE DEFINED VIEW v AS SELECT a FROM t;
      CREATE DEFINED PROCEDURE p() SELECT 1; CREATE DEFINED FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;
      CREATE DEFINED EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2036-01-01' DO SET @a = 1;
      CREATE DEFINED TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET @a = 1`),
  },
  'views over a view whose definer is gone, in any order of their names': {
    sql: gone(`CREATE TABLE t (a INT, \`odd '\`\`.\` INT); CREATE DEFINED VIEW m AS SELECT a, \`odd '\`\`.\` AS \`b.c\` FROM t WHERE a > 0;
      CREATE VIEW above AS SELECT a FROM m WITH CASCADED CHECK OPTION; CREATE SQL SECURITY INVOKER VIEW z AS SELECT a FROM above;
      CREATE DEFINED VIEW last AS SELECT x.a, 'it''s ${'`m`'}' AS text FROM m AS x JOIN z ON x.a = z.a`),
  },
  'a view that calls a function whose definer is gone': {
    sql: gone(`CREATE TABLE t (a INT); CREATE DEFINED FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;
      CREATE VIEW calls AS SELECT f() AS x; CREATE VIEW good AS SELECT a FROM t`),
    lacks: ['view calls left-out: The user specified as a definer'],
    but: /calls|AS `x`|f`\(\)|Couldn't/,
  },
  'views that read a table, a column, a function that is gone': {
    sql: `CREATE TABLE t (a INT, b INT); CREATE TABLE g (x INT); CREATE FUNCTION f() RETURNS INT RETURN 1;
      CREATE VIEW bad AS SELECT x FROM g; CREATE VIEW worse AS SELECT x FROM bad; CREATE VIEW good AS SELECT a FROM t;
      CREATE VIEW lame AS SELECT b FROM t; CREATE VIEW mute AS SELECT f() AS y;
      DROP TABLE g; ALTER TABLE t DROP b; DROP FUNCTION f`,
    lacks: [
      "view bad left-out: Table '{database}.g' doesn't exist",
      'view lame left-out: Unknown column',
      'view mute left-out: FUNCTION {database}.f does not exist',
      "view worse left-out: Table '{database}.bad' doesn't exist",
    ],
    but: /^(?!db_\w+\.|CREATE TABLE| {2}`a`)/,
  },
  'keys that point to a table, and to rows, that are not there': {
    sql: `SET foreign_key_checks = 0; CREATE TABLE child (id INT PRIMARY KEY, p INT, CONSTRAINT c1 FOREIGN KEY (p) REFERENCES nowhere (id));
      INSERT INTO child VALUES (1, 5); CREATE TABLE parent (id INT PRIMARY KEY);
      CREATE TABLE child2 (id INT PRIMARY KEY, p INT, CONSTRAINT c2 FOREIGN KEY (p) REFERENCES parent (id)); INSERT INTO child2 VALUES (1, 7);
      CREATE TABLE self (id INT PRIMARY KEY, p INT, CONSTRAINT c3 FOREIGN KEY (p) REFERENCES self (id)); INSERT INTO self VALUES (1, 2), (3, 99);
      CREATE TABLE a (id INT PRIMARY KEY, b INT, CONSTRAINT c4 FOREIGN KEY (b) REFERENCES b (id));
      CREATE TABLE b (id INT PRIMARY KEY, a INT, CONSTRAINT c5 FOREIGN KEY (a) REFERENCES a (id)); INSERT INTO a VALUES (1, 2)`,
  },
  'rows that their checks refuse, dates and values that strict modes refuse': {
    sql: `SET check_constraint_checks = 0; CREATE TABLE ck (a INT, b VARCHAR(9), CHECK (a > 0), CONSTRAINT len CHECK (LENGTH(b) < 3));
      INSERT INTO ck VALUES (-1, 'abcdef'), (NULL, NULL); CREATE TABLE due (d DATETIME CHECK (d > '2000-01-01')); INSERT INTO due VALUES ('1999-01-01');
      SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO'; CREATE TABLE zero (id INT PRIMARY KEY AUTO_INCREMENT, d DATE DEFAULT '0000-00-00', e DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00');
      INSERT INTO zero VALUES (0, '2021-02-31', '2020-00-01'), (5, DEFAULT, DEFAULT)`,
  },
  'tables of every engine and format, with indexes of every kind': {
    sql: `CREATE TABLE my (a INT, b TEXT, FULLTEXT (b), KEY (a)) ENGINE = MyISAM; INSERT INTO my VALUES (1, 'words here');
      CREATE TABLE ar (a INT, b TEXT) ENGINE = Aria TRANSACTIONAL = 0 ROW_FORMAT = PAGE; INSERT INTO ar VALUES (1, 'x');
      CREATE TABLE mem (a INT PRIMARY KEY, b VARCHAR(9)) ENGINE = MEMORY; INSERT INTO mem VALUES (1, 'm');
      CREATE TABLE cs (a INT NOT NULL, b VARCHAR(20) NOT NULL) ENGINE = CSV; INSERT INTO cs VALUES (1, 'a,"b"\\n'), (2, '');
      CREATE TABLE ft (id INT PRIMARY KEY, t TEXT, FULLTEXT KEY ft (t)); INSERT INTO ft VALUES (1, 'some words');
      CREATE TABLE geo (id INT PRIMARY KEY, g GEOMETRY NOT NULL, SPATIAL INDEX (g)); INSERT INTO geo VALUES (1, POINT(1, 2)), (2, ST_GeomFromText('POINT(5 5)', 4326));
      CREATE TABLE rc (a INT, b TEXT) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8; INSERT INTO rc VALUES (1, REPEAT('x', 9000));
      CREATE TABLE cc (a INT, b BLOB COMPRESSED, c VARCHAR(5000) COMPRESSED) PAGE_COMPRESSED = 1; INSERT INTO cc VALUES (1, REPEAT('y', 60000), 'z');
      CREATE TABLE hashed (a TEXT, UNIQUE KEY (a) USING HASH); INSERT INTO hashed VALUES ('x'), (NULL), (NULL);
      CREATE TABLE periods (id INT, s DATE, e DATE, PERIOD FOR app (s, e), UNIQUE (id, app WITHOUT OVERLAPS)); INSERT INTO periods VALUES (1, '2020-01-01', '2020-02-01');
      CREATE TABLE listed (a INT, b INT) PARTITION BY LIST (a) SUBPARTITION BY HASH (b) SUBPARTITIONS 2 (PARTITION p1 VALUES IN (1, NULL), PARTITION pd DEFAULT);
      INSERT INTO listed VALUES (1, 1), (NULL, 2), (9, 9); CREATE TABLE twins (a INT, b BLOB); INSERT INTO twins VALUES (1, 0x00), (1, 0x00), (NULL, NULL)`,
  },
  'sequences, expressions, and values at the ends of their types': {
    sql: `CREATE SEQUENCE s1 START 10 INCREMENT 5 CACHE 10 CYCLE MAXVALUE 100; SELECT NEXTVAL(s1); CREATE SEQUENCE s2 START -1 INCREMENT -1; SELECT SETVAL(s2, -50);
      CREATE TABLE ds (b INT, u VARCHAR(36) DEFAULT UUID()); INSERT INTO ds (b) VALUES (1), (2);
      CREATE TABLE gen (a INT, b INT AS (a + 1) STORED, c VARCHAR(20) AS (CONCAT(a, '-')) VIRTUAL, h INT INVISIBLE DEFAULT 5, e BIGINT DEFAULT (a * 2), KEY (c));
      INSERT INTO gen (a) VALUES (1), (2147483646); INSERT INTO gen (a, h) VALUES (3, 4);
      CREATE TABLE j (a JSON, u UUID, i INET6); INSERT INTO j VALUES ('{"a": [1, 2.50, "ä"]}', UUID(), '::1');
      CREATE TABLE ends (f FLOAT, d DOUBLE, dc DECIMAL(65, 30), b BIT(64), y YEAR, t TIME(6), ts TIMESTAMP(6) NULL, e ENUM('a', '', 'b'), s SET('x', 'y'), u BIGINT UNSIGNED);
      INSERT INTO ends VALUES (1.1, 1e308, 123456789012345678901234567890.123456789, b'1', 1901, '-838:59:59', '2038-01-19 03:14:07.999999', '', 'x,y', 18446744073709551615),
        (3.4e38, -0.0, -1, 0xffffffffffffffff, 0, '838:59:59', '1970-01-01 00:00:01', 'b', '', 0)`,
  },
  'columns whose default is the next number of a sequence, with a history, and texts that look like names': {
    sql: `CREATE SEQUENCE s START 5; CREATE SEQUENCE \`my s\`; CREATE TABLE t (id INT DEFAULT NEXTVAL(s), a INT, v BIGINT DEFAULT (NEXTVAL(\`my s\`) + 1));
      INSERT INTO t (a) VALUES (1), (2); INSERT INTO t VALUES (100, 3, 4);
      CREATE TABLE texts (id BIGINT PRIMARY KEY DEFAULT NEXTVAL(s), b BIGINT DEFAULT (LASTVAL(s)), c TEXT DEFAULT (CONCAT('nextval(\`{database}\`.\`x\`)', 'it''s')),
        d VARCHAR(99) COMMENT '\`{database}\`.\`f\`(', e VARCHAR(99) AS (CONCAT(a_of, '\`{database}\`.\`t\`.\`a\`')) VIRTUAL, a_of INT, CHECK (COALESCE(b, 1) > ABS(-1) - 1));
      INSERT INTO texts () VALUES (), (); CREATE TABLE old (id INT DEFAULT NEXTVAL(s), a INT) WITH SYSTEM VERSIONING; INSERT INTO old (a) VALUES (1); UPDATE old SET a = 2`,
  },
  'triggers whose header names the schema, in every way of writing it, and in an order': {
    sql: `CREATE TABLE t (a INT); CREATE TABLE log (a INT);
      CREATE TRIGGER {database}.one BEFORE INSERT ON {database}.t FOR EACH ROW INSERT INTO {database}.log VALUES (NEW.a);
      CREATE TRIGGER \`{database}\`.\`two\`\n  BEFORE INSERT -- ON nothing yet\n  ON \`{database}\` . \`t\`\n  FOR EACH ROW PRECEDES one\n  BEGIN INSERT INTO \`{database}\`.log VALUES (NEW.a + 10); END;
      CREATE TRIGGER IF NOT EXISTS three /* ON {database}.t */ AFTER UPDATE ON {database}.t FOR EACH ROW SET @x = 'ON {database}.t FOR EACH ROW';
      INSERT INTO t VALUES (1), (2)`,
    isUnqualified: true,
  },
  'views that call a function, or read a sequence, of their schema': {
    sql: `CREATE TABLE t (a INT); INSERT INTO t VALUES (1); CREATE SEQUENCE s; CREATE FUNCTION f(x INT) RETURNS INT DETERMINISTIC RETURN x + 1;
      CREATE VIEW v AS SELECT {database}.f(a) AS b, '\`{database}\`.\`f\`(' AS c FROM {database}.t; CREATE VIEW w AS SELECT f(b) AS c FROM {database}.v WHERE {database}.v.b > {database}.f(0);
      CREATE VIEW last AS SELECT LASTVAL(s) AS a; CREATE VIEW next AS SELECT next_not_cached_value AS n FROM s`,
    isUnqualified: true,
  },
  'routines and events that name their schema, and a table and a column of its name': {
    sql: `CREATE TABLE {database} ({database} INT); INSERT INTO {database} VALUES (1); CREATE VIEW v AS SELECT {database}.{database}.{database} FROM {database}.{database};
      CREATE FUNCTION {database}.f() RETURNS INT RETURN (SELECT MAX({database}) FROM {database}.{database});
      CREATE PROCEDURE \`{database}\`.p() SELECT * FROM {database}.{database} WHERE {database} = {database}.f();
      CREATE EVENT {database}.e ON SCHEDULE EVERY 1 DAY STARTS '2036-01-01' DO DELETE FROM {database}.{database}; CREATE VIEW calls AS SELECT f() AS x;
      CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE c (id INT, FOREIGN KEY (id) REFERENCES {database}.p (id));
      CREATE TABLE m1 (a INT) ENGINE = MyISAM; INSERT INTO m1 VALUES (1); CREATE TABLE m (a INT) ENGINE = MERGE UNION = ({database}.m1)`,
  },
  'routines and triggers that keep a mode and a character set each': {
    sql: `CREATE TABLE t (a INT, b TEXT); SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT';
      CREATE PROCEDURE "p q"() BEGIN SELECT 'a' || "x" FROM (SELECT 1 AS "x") AS t; END; SET sql_mode = 'NO_BACKSLASH_ESCAPES';
      CREATE TRIGGER tt BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.b = CONCAT(NEW.b, 'é\\'); END;
      SET sql_mode = '', collation_connection = latin1_german1_ci; CREATE FUNCTION fl() RETURNS VARCHAR(9) CHARSET latin1 DETERMINISTIC RETURN 'é';
      SET sql_mode = 'ORACLE'; CREATE PROCEDURE ora(a IN OUT NUMBER) AS BEGIN a := a + 1; END;
      CREATE PACKAGE pk AS FUNCTION one RETURN INT; END; CREATE PACKAGE BODY pk AS FUNCTION one RETURN INT AS BEGIN RETURN 1; END; END`,
  },
};
