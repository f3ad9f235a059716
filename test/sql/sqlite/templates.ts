/** Statements of SQLite whose effects on the rows of `there.ts` are known, in the words of `test/sql/writing.ts`. */
import { lines } from '../writing.ts';

export const harmless = lines(`
SELECT $text AS x
SELECT count ( * ) FROM ~Tag WHERE ~name LIKE $text OR ~name = $text
SELECT coalesce ( ~name , $text ) , max ( ~age ) OVER ( PARTITION BY ~name ORDER BY ~id ) FROM ~User
SELECT group_concat ( ~name , $text ) FILTER ( WHERE ~uses > 1 ) FROM ~Tag GROUP BY ~uses HAVING count ( * ) > 0
SELECT u . ~name , p . ~title FROM ~User AS u LEFT JOIN ~Post p ON p . ~authorId = u . ~id WHERE p . ~body IS NOT $text
VALUES ( $text , 1 ) , ( x'00' , 2 )
WITH x AS ( SELECT $text AS a ) SELECT upper ( a ) , length ( a ) FROM x
WITH RECURSIVE n ( i ) AS ( VALUES ( 1 ) UNION ALL SELECT i + 1 FROM n WHERE i < 3 ) , m AS MATERIALIZED ( SELECT 1 ) SELECT * FROM n , m
EXPLAIN DELETE FROM %Tag
EXPLAIN QUERY PLAN DROP TABLE %Tag
CREATE TABLE # ( %id INTEGER PRIMARY KEY , %x TEXT DEFAULT $text , CHECK ( ~x <> $text ) )
CREATE TABLE # ( %a TEXT , %b TEXT , %c TEXT AS ( ~a || $text ) STORED , PRIMARY KEY ( ~a , ~b ) ) WITHOUT ROWID
CREATE TABLE # ( %a INTEGER NOT NULL , %at TEXT DEFAULT ( datetime ( 'now' ) ) , FOREIGN KEY ( ~a ) REFERENCES %User ( ~id ) ON DELETE CASCADE ) STRICT
CREATE TABLE IF NOT EXISTS %Tag ( %x )
CREATE TABLE # AS SELECT length ( ~name ) AS n , $text AS t FROM ~Tag WHERE ~name <> $text
CREATE TEMP TABLE # ( %x )
CREATE TEMPORARY TABLE # AS SELECT $text AS x
CREATE VIRTUAL TABLE # USING fts5 ( title , body )
CREATE VIEW # AS SELECT ~id , $text AS x FROM ~User
CREATE VIEW IF NOT EXISTS # ( a ) AS SELECT ~id FROM ~Post WHERE ~title <> $text
CREATE INDEX # ON %Post ( ~title )
CREATE UNIQUE INDEX # ON %Tag ( ~name , lower ( ~name ) ) WHERE ~uses > 0
CREATE TRIGGER # AFTER UPDATE ON %Order BEGIN DELETE FROM ~Tag ; SELECT CASE WHEN 1 THEN $text END ; END
CREATE TRIGGER # INSTEAD OF INSERT ON %Names BEGIN INSERT INTO ~Audit ( ~note ) VALUES ( NEW . ~note || $text ) ; END
CREATE TRIGGER # BEFORE DELETE ON %Order WHEN OLD . ~id > 0 BEGIN SELECT RAISE ( ABORT , 'no;DELETE' ) ; END
ALTER TABLE %Tag ADD COLUMN # TEXT DEFAULT $text
ALTER TABLE %Post ADD # INTEGER NOT NULL DEFAULT 0
ALTER TABLE %User ADD COLUMN # TEXT ; UPDATE %User SET #^ = $text
ALTER TABLE %User ADD COLUMN # TEXT ; ALTER TABLE %User DROP COLUMN #^
ALTER TABLE %User RENAME COLUMN %since TO #
ALTER TABLE %Pair RENAME TO #
INSERT INTO %Tag ( ~name , ~uses ) VALUES ( $text , 77 ) ON CONFLICT DO NOTHING
INSERT OR IGNORE INTO main . %Tag VALUES ( $text , 1 ) RETURNING *
INSERT INTO %Audit ( ~note ) SELECT $text
WITH n AS ( SELECT $text AS a ) INSERT OR IGNORE INTO %Tag ( ~name ) SELECT a FROM n
WITH n AS NOT MATERIALIZED ( SELECT $text AS a ) UPDATE %User SET ~name = ( SELECT a FROM n ) WHERE ~name IS NULL
UPDATE %User SET ~name = $text WHERE ~name IS NULL
ALTER TABLE %Post ADD COLUMN # INTEGER REFERENCES %User ON UPDATE CASCADE ; UPDATE %User SET ~name = $text WHERE ~name IS NULL
UPDATE OR IGNORE %User AS u SET ~age = length ( $text ) , ~name = 'none' WHERE u . ~age IS NULL AND ~name IS NULL
INSERT INTO %Pair VALUES ( $text , $text ) ON CONFLICT DO NOTHING
DROP INDEX IF EXISTS ~Post_title_idx
DROP VIEW IF EXISTS ~Names
CREATE TRIGGER IF NOT EXISTS # AFTER INSERT ON %Order BEGIN SELECT $text ; END ; DROP TRIGGER IF EXISTS #^
PRAGMA foreign_keys = ON
PRAGMA main . table_info ( %User )
PRAGMA user_version = 5
PRAGMA defer_foreign_keys ( 1 )
SAVEPOINT # ; SELECT $text ; RELEASE #^
BEGIN IMMEDIATE ; INSERT INTO %Audit ( ~note ) VALUES ( $text ) ; COMMIT
ANALYZE
REINDEX %Tag
CREATE TABLE # ( %x ) ; INSERT INTO #^ VALUES ( $text ) ; UPDATE #^ SET ~x = 1 ; DELETE FROM #^ ; DROP TABLE #^
CREATE TABLE # ( %x PRIMARY KEY ) ; REPLACE INTO #^ VALUES ( $text ) ; ALTER TABLE #^ RENAME COLUMN %x TO %y
PRAGMA foreign_keys = OFF ; CREATE TABLE %new_Tag ( %name TEXT NOT NULL PRIMARY KEY , %uses INTEGER , %more TEXT DEFAULT $text ) ; INSERT INTO %new_Tag ( ~name , ~uses ) SELECT ~name , ~uses FROM ~Tag ; DROP TABLE %Tag ; ALTER TABLE %new_Tag RENAME TO %Tag ; PRAGMA foreign_keys = ON
PRAGMA foreign_keys = OFF ; CREATE TABLE %new_Post ( %id INTEGER PRIMARY KEY , %title TEXT , %body TEXT NOT NULL , %score REAL , %authorId INTEGER ) ; INSERT INTO %new_Post SELECT ~id , ~title , coalesce ( ~body , $text ) AS ~body , ~score , ~authorId FROM ~Post ORDER BY ~id ; DROP TABLE %Post ; ALTER TABLE %new_Post RENAME TO %Post ; PRAGMA foreign_keys = ON
`);

export const destroying = lines(`
DROP TABLE %Tag
DROP TABLE IF EXISTS main . %Post
PRAGMA foreign_keys = OFF ; DROP TABLE %User ; PRAGMA foreign_keys = ON
CREATE TABLE # ( %x ) ; DROP TABLE #^ ; DROP TABLE %Tag
DELETE FROM %Post
DELETE FROM %Words
CREATE TABLE IF NOT EXISTS %Words ( %x ) ; DROP TABLE %Words
DELETE FROM main . %Tag AS x WHERE x . ~uses > 0 AND $text IS NOT NULL RETURNING *
DELETE FROM %User WHERE ~id IN ( SELECT ~authorId FROM ~Post WHERE ~title <> $text )
WITH a AS ( SELECT $text AS x ) DELETE FROM %Tag
WITH a AS MATERIALIZED ( SELECT 1 ) , b ( x ) AS NOT MATERIALIZED ( SELECT $text ) UPDATE %Tag SET ~uses = 0
WITH RECURSIVE n ( i ) AS ( SELECT 1 ) REPLACE INTO %Tag SELECT 'red' , i FROM n
EXPLAIN SELECT $text ; DELETE FROM %Tag
UPDATE %Post SET ~title = 'gone'
UPDATE %User SET ~name = 'x' WHERE ~name IS NULL OR $text IS NOT NULL
UPDATE %User SET ~since = 'x' , ~email = ~id WHERE ~since IS NULL
UPDATE %User SET ( ~name , ~age ) = ( $text , 1 )
UPDATE OR REPLACE %Tag SET ~name = 'red'
UPDATE %Tag SET ~uses = p . ~id FROM ~Post AS p
REPLACE INTO %Tag VALUES ( 'red' , 1 )
INSERT OR REPLACE INTO %Tag ( ~name , ~uses ) VALUES ( $text , 5 ) , ( 'red' , 2 )
INSERT INTO %Tag VALUES ( 'red' , 1 ) ON CONFLICT ( ~name ) DO UPDATE SET ~uses = excluded . ~uses
INSERT INTO %Tag VALUES ( 'red' , 1 ) ON CONFLICT ( ~name ) WHERE $text IS NOT NULL DO UPDATE SET ~uses = length ( $text ) + 90
schema: INSERT INTO %Setting VALUES ( 'theme' , $text )
schema: UPDATE %Setting SET ~key = 'theme' WHERE ~key IS NULL
schema: INSERT INTO %Inbox VALUES ( 999 , $text )
schema: BEGIN ; DROP TRIGGER ~Inbox_wipes ; ROLLBACK ; INSERT INTO %Inbox VALUES ( 999 , $text )
schema: SAVEPOINT # ; DROP TRIGGER ~Inbox_wipes ; ROLLBACK TO #^ ; INSERT INTO main . %Inbox VALUES ( 999 , $text ) ; RELEASE #^
schema: BEGIN ; ALTER TABLE %Setting RENAME TO # ; ROLLBACK ; INSERT INTO %Setting VALUES ( 'theme' , $text )
ALTER TABLE %User DROP COLUMN %age
ALTER TABLE %User ADD COLUMN # TEXT ; ALTER TABLE %User DROP %age
ALTER TABLE %User ADD COLUMN # TEXT ; UPDATE %User SET #^ = ~email IS DISTINCT FROM 'y' , ~email = 'gone' || ~id
ALTER TABLE %Tag RENAME TO # ; CREATE TABLE %Tag ( %x ) ; DROP TABLE #^
CREATE TRIGGER # AFTER INSERT ON %Order BEGIN DELETE FROM ~Tag ; END ; INSERT INTO %Order ( ~total ) VALUES ( 1 )
CREATE TEMP TRIGGER # AFTER INSERT ON main . %Order BEGIN SELECT CASE WHEN 1 THEN $text END ; DELETE FROM ~Tag ; END ; INSERT INTO %Order ( ~total ) VALUES ( 1 )
CREATE TABLE # ( %x PRIMARY KEY ) ; CREATE TRIGGER z AFTER UPDATE ON #^ BEGIN DELETE FROM ~Tag ; END ; INSERT INTO #^ VALUES ( 1 ) ; INSERT INTO #^ VALUES ( 1 ) ON CONFLICT DO UPDATE SET ~x = 2
PRAGMA recursive_triggers = ON ; CREATE TABLE # ( %x PRIMARY KEY ) ; CREATE TRIGGER z AFTER DELETE ON #^ BEGIN DELETE FROM ~Tag ; END ; INSERT INTO #^ VALUES ( 1 ) ; REPLACE INTO #^ VALUES ( 1 )
CREATE TABLE # ( %x ) ; CREATE TRIGGER z AFTER UPDATE ON ~User BEGIN DELETE FROM ~Tag ; END ; CREATE TRIGGER y AFTER INSERT ON #^ BEGIN UPDATE ~User SET ~since = 'x' WHERE ~since IS NULL ; END ; INSERT INTO #^ VALUES ( 1 )
CREATE TRIGGER # AFTER INSERT ON %User BEGIN SELECT 1 ; END ; DELETE FROM %Tag ; SELECT 1 AS ~END
CREATE TEMP TABLE %Tag ( %x ) ; DELETE FROM main . %Tag
CREATE TEMP TABLE %Tag ( %x ) ; DROP TABLE temp . %Tag ; DELETE FROM %Tag
CREATE TEMP TABLE %Tag ( %x ) ; ALTER TABLE %Tag RENAME TO # ; DROP TABLE %Tag
CREATE TEMP TABLE # AS SELECT * FROM ~Tag ; DROP TABLE %Tag
ATTACH ':memory:' AS o ; CREATE TABLE o . %kept AS SELECT * FROM ~Tag ; DROP TABLE %Tag
ATTACH ':memory:' AS o ; CREATE TABLE "o.kept" ( %x ) ; CREATE TABLE o . %kept AS SELECT * FROM ~Tag ; DROP TABLE main . %Tag
BEGIN ; ALTER TABLE %Tag RENAME TO # ; CREATE TABLE %Tag ( %x ) ; ROLLBACK ; DROP TABLE %Tag
CREATE TABLE # ( %id INTEGER PRIMARY KEY ) ; INSERT INTO #^ VALUES ( 1 ) ; ALTER TABLE %Post ADD COLUMN %f INTEGER REFERENCES #^ ON DELETE CASCADE ; UPDATE %Post SET ~f = 1 ; DELETE FROM #^
CREATE TABLE # ( %id INTEGER PRIMARY KEY ) ; INSERT INTO #^ VALUES ( 1 ) ; ALTER TABLE %Post ADD COLUMN %f INTEGER REFERENCES #^ ON DELETE CASCADE ; UPDATE %Post SET ~f = 1 ; DROP TABLE #^
PRAGMA foreign_keys = OFF ; CREATE TABLE %new_Tag ( %name TEXT ) ; INSERT INTO %new_Tag SELECT ~name FROM ~Tag ; DROP TABLE %Tag ; ALTER TABLE %new_Tag RENAME TO %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER ) ; INSERT INTO #^ SELECT * FROM ~Tag WHERE ~name <> 'red' ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER ) ; INSERT INTO #^ SELECT * FROM ~Tag LIMIT 1 ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER ) ; INSERT INTO #^ SELECT ~name , ~uses NOTNULL FROM ~Tag ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER ) ; INSERT INTO #^ SELECT ~name , ~uses IS NOT $text FROM ~Tag ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER , %n INTEGER ) ; INSERT INTO #^ SELECT ~name , ~uses , ~count ( * ) FROM ~Tag ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER , %n INTEGER UNIQUE ON CONFLICT REPLACE ) ; INSERT INTO #^ SELECT ~name , ~uses , 1 FROM ~Tag ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER , %n INTEGER UNIQUE ON CONFLICT IGNORE ) ; INSERT INTO #^ SELECT ~name , ~uses , 1 FROM ~Tag ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER ) ; CREATE TRIGGER z BEFORE INSERT ON #^ BEGIN SELECT RAISE ( IGNORE ) ; END ; INSERT INTO #^ SELECT * FROM ~Tag ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER ) ; INSERT INTO #^ SELECT * FROM ~Tag ; DELETE FROM #^ ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER ) ; INSERT INTO #^ SELECT * FROM ~Tag ; DROP TABLE #^ ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER ) ; BEGIN ; INSERT INTO #^ SELECT * FROM ~Tag ; ROLLBACK ; DROP TABLE %Tag
CREATE TABLE # ( %name TEXT , %uses INTEGER ) ; INSERT OR IGNORE INTO #^ SELECT ~uses , ~name FROM ~Tag ; DELETE FROM #^ WHERE 1 ; DROP TABLE %Tag
CREATE VIRTUAL TABLE # USING fts5 ( a ) ; INSERT INTO #^ VALUES ( $text ) ; DELETE FROM %Tag
PRAGMA writable_schema = ON ; DELETE FROM sqlite_master WHERE ~name = 'Audit'
PRAGMA main . writable_schema ( 1 ) ; UPDATE sqlite_schema SET ~sql = 'CREATE/**/TABLE"Audit"("note")' WHERE ~name = 'Audit' ; PRAGMA schema_version = 99
`);
