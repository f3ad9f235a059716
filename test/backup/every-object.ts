import type { Kind } from './engine-places.ts';

/**
 * What a dump brings back besides rows, one of each kind, and for each a statement that loses or changes it and nothing
 * else. `rich-sql` has what is common.
 */
export const everyObject: Record<Exclude<Kind, 'sqlite'>, { sql: string; losses: readonly string[] }> = {
  postgresql: {
    sql: `
      CREATE ROLE everybody_else; CREATE EXTENSION postgres_fdw; CREATE SCHEMA odd; CREATE TABLE t (id int PRIMARY KEY, a text, b int, c text); CREATE TABLE u (id int, a text);
      INSERT INTO t VALUES (1, 'same'), (2, 'same');
      ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC; ALTER DEFAULT PRIVILEGES IN SCHEMA odd GRANT EXECUTE ON FUNCTIONS TO PUBLIC;
      CREATE TYPE pair AS (a int, b text COLLATE "C"); CREATE DOMAIN code AS text COLLATE "C" DEFAULT 'x' CHECK (VALUE <> ''); CREATE TYPE mood AS ENUM ('sad', 'glad');
      CREATE FUNCTION difference(float8, float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT $1 - $2';
      CREATE TYPE spread AS RANGE (SUBTYPE = float8, SUBTYPE_DIFF = difference); CREATE TYPE words AS RANGE (SUBTYPE = text, COLLATION = "C");
      CREATE TYPE raw; CREATE FUNCTION raw_in(cstring) RETURNS raw LANGUAGE internal IMMUTABLE STRICT AS 'textin'; CREATE FUNCTION raw_out(raw) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'textout';
      CREATE TYPE raw (INPUT = raw_in, OUTPUT = raw_out, STORAGE = extended, CATEGORY = 'S');
      CREATE FUNCTION compare(pair, pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.a - $2.a'; CREATE FUNCTION less(pair, pair) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1.a < $2.a';
      CREATE OPERATOR <# (LEFTARG = pair, RIGHTARG = pair, FUNCTION = less, COMMUTATOR = >#, RESTRICT = scalarltsel); CREATE OPERATOR ># (LEFTARG = pair, RIGHTARG = pair, FUNCTION = less, COMMUTATOR = <#);
      CREATE FUNCTION less(pair, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT $1.a < $2'; CREATE OPERATOR <# (LEFTARG = pair, RIGHTARG = int, FUNCTION = less);
      CREATE OPERATOR FAMILY by_a USING btree; CREATE OPERATOR CLASS pair_ops FOR TYPE pair USING btree FAMILY by_a AS OPERATOR 1 <#, FUNCTION 1 compare(pair, pair);
      ALTER OPERATOR FAMILY by_a USING btree ADD OPERATOR 1 <# (pair, int);
      CREATE AGGREGATE product (numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '1');
      CREATE FUNCTION as_int(pair) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1.a'; CREATE CAST (pair AS int) WITH FUNCTION as_int(pair) AS ASSIGNMENT;
      CREATE COLLATION numeric_order (PROVIDER = icu, LOCALE = 'en-u-kn-true'); CREATE CONVERSION to_latin FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;
      CREATE TEXT SEARCH DICTIONARY plain (TEMPLATE = simple, STOPWORDS = english); CREATE TEXT SEARCH CONFIGURATION german_like (COPY = german);
      ALTER TEXT SEARCH CONFIGURATION german_like ALTER MAPPING FOR asciiword WITH plain, german_stem;
      CREATE TEXT SEARCH PARSER own (START = prsd_start, GETTOKEN = prsd_nexttoken, END = prsd_end, LEXTYPES = prsd_lextype, HEADLINE = prsd_headline); CREATE TEXT SEARCH TEMPLATE own (INIT = dsimple_init, LEXIZE = dsimple_lexize);
      CREATE FUNCTION handle() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler'; CREATE LANGUAGE pl_own HANDLER handle; CREATE ACCESS METHOD heap_too TYPE TABLE HANDLER heap_tableam_handler;
      CREATE FUNCTION from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE AS 'prsd_lextype'; CREATE TRANSFORM FOR pair LANGUAGE pl_own (FROM SQL WITH FUNCTION from_sql(internal));
      CREATE TABLE parted (k int, n int, PRIMARY KEY (k)) PARTITION BY LIST (k); CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1); CREATE INDEX on_n ON ONLY parted (n); CREATE INDEX on_n_1 ON parted_1 (n); ALTER INDEX on_n ATTACH PARTITION on_n_1;
      CREATE PUBLICATION part FOR TABLE t (id, a) WHERE (id > 0) WITH (publish = 'insert'); CREATE PUBLICATION of_schema FOR TABLES IN SCHEMA odd;
      CREATE STATISTICS related ON a, b FROM t; ALTER STATISTICS related SET STATISTICS 500;
      CREATE FUNCTION note() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'; CREATE EVENT TRIGGER noted ON sql_drop EXECUTE FUNCTION note(); ALTER EVENT TRIGGER noted DISABLE;
      CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER acts BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION act(); CREATE RULE quiet AS ON DELETE TO u DO INSTEAD NOTHING;
      ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY few ON t USING (id > 0);
      CREATE FOREIGN DATA WRAPPER own_wrapper OPTIONS (debug 'true'); CREATE SERVER elsewhere VERSION '1' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'localhost');
      CREATE USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (user 'me', password 'geheim'); CREATE FOREIGN TABLE far (a int OPTIONS (column_name 'x')) SERVER elsewhere OPTIONS (table_name 'y');
      ALTER TABLE t SET (fillfactor = 70, toast.autovacuum_enabled = false); ALTER TABLE t REPLICA IDENTITY FULL; ALTER TABLE t ALTER a SET STORAGE external, ALTER a SET STATISTICS 77, ALTER b SET (n_distinct = 5), ALTER c SET COMPRESSION pglz;
      CREATE INDEX on_lower ON t (lower(a)); ALTER INDEX on_lower ALTER 1 SET STATISTICS 99; CREATE TABLE of_pair OF pair; CREATE TABLE too (a int) USING heap_too; CREATE INDEX on_c ON t (c); ALTER TABLE t CLUSTER ON on_c;
      GRANT SELECT (a), UPDATE (b) ON t TO PUBLIC; CREATE VIEW v AS SELECT id, a FROM t; ALTER VIEW v ALTER a SET DEFAULT 'view'; GRANT SELECT (a) ON v TO PUBLIC;
      GRANT USAGE ON TYPE code TO everybody_else WITH GRANT OPTION; REVOKE USAGE ON TYPE mood FROM PUBLIC; GRANT USAGE ON FOREIGN SERVER elsewhere TO PUBLIC; SELECT lo_from_bytea(4711, 'large'); GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC;
      COMMENT ON POLICY few ON t IS 'x'; COMMENT ON TRIGGER acts ON t IS 'x'; COMMENT ON CONSTRAINT t_pkey ON t IS 'x'; COMMENT ON SCHEMA odd IS 'x'; COMMENT ON COLUMN t.a IS 'x'; COMMENT ON LARGE OBJECT 4711 IS 'x'; COMMENT ON PUBLICATION part IS 'x'; COMMENT ON SERVER elsewhere IS 'x';
      COMMENT ON EXTENSION postgres_fdw IS 'x'; COMMENT ON SCHEMA public IS 'x';`,
    losses: [
      'ALTER DEFAULT PRIVILEGES REVOKE SELECT ON TABLES FROM PUBLIC',
      'ALTER DEFAULT PRIVILEGES IN SCHEMA odd REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC',
      'DROP CAST (pair AS int)',
      'DROP CAST (pair AS int); CREATE CAST (pair AS int) WITH FUNCTION as_int(pair) AS IMPLICIT',
      'DROP TABLE of_pair; ALTER TABLE u DROP a; ALTER TABLE u ADD a text; CREATE TABLE of_pair (a int, b text COLLATE "C")',
      'ALTER TYPE pair ALTER ATTRIBUTE b TYPE text CASCADE',
      'ALTER TYPE mood OWNER TO everybody_else',
      'GRANT USAGE ON TYPE mood TO PUBLIC',
      'REVOKE GRANT OPTION FOR USAGE ON TYPE code FROM everybody_else',
      'ALTER DOMAIN code DROP DEFAULT',
      'ALTER DOMAIN code SET NOT NULL',
      "DROP DOMAIN code; CREATE DOMAIN code AS text DEFAULT 'x' CHECK (VALUE <> ''); GRANT USAGE ON TYPE code TO everybody_else WITH GRANT OPTION",
      'DROP TYPE spread',
      'DROP TYPE spread; CREATE TYPE spread AS RANGE (SUBTYPE = float8)',
      'DROP TYPE words; CREATE TYPE words AS RANGE (SUBTYPE = text)',
      'ALTER TYPE raw SET (STORAGE = main)',
      'DROP OPERATOR CLASS pair_ops USING btree',
      'ALTER OPERATOR FAMILY by_a USING btree DROP OPERATOR 1 (pair, int)',
      'DROP OPERATOR FAMILY by_a USING btree',
      'ALTER OPERATOR <# (pair, pair) SET (RESTRICT = NONE)',
      'ALTER OPERATOR ># (pair, pair) OWNER TO everybody_else',
      'DROP OPERATOR FAMILY by_a USING btree; DROP OPERATOR ># (pair, pair)',
      'DROP AGGREGATE product (numeric)',
      "DROP AGGREGATE product (numeric); CREATE AGGREGATE product (numeric) (SFUNC = numeric_mul, STYPE = numeric, INITCOND = '2')",
      'DROP COLLATION numeric_order',
      "DROP COLLATION numeric_order; CREATE COLLATION numeric_order (PROVIDER = icu, LOCALE = 'en')",
      'DROP CONVERSION to_latin',
      'ALTER TEXT SEARCH DICTIONARY plain (STOPWORDS)',
      'ALTER TEXT SEARCH CONFIGURATION german_like ALTER MAPPING FOR asciiword WITH german_stem',
      'ALTER TEXT SEARCH CONFIGURATION german_like DROP MAPPING FOR word',
      'DROP TEXT SEARCH CONFIGURATION german_like',
      'DROP TEXT SEARCH PARSER own',
      'DROP TEXT SEARCH TEMPLATE own',
      'DROP TRANSFORM FOR pair LANGUAGE pl_own',
      'DROP TRANSFORM FOR pair LANGUAGE pl_own; DROP LANGUAGE pl_own',
      'DROP TABLE too; CREATE TABLE too (a int)',
      'DROP TABLE too; CREATE TABLE too (a int); DROP ACCESS METHOD heap_too',
      'DROP INDEX on_n; CREATE INDEX on_n ON ONLY parted (n); CREATE INDEX on_n_1 ON parted_1 (n)',
      "ALTER PUBLICATION part SET (publish = 'insert, update')",
      'ALTER PUBLICATION part SET TABLE t (id, a)',
      'ALTER PUBLICATION part SET TABLE t WHERE (id > 0)',
      'ALTER PUBLICATION of_schema DROP TABLES IN SCHEMA odd',
      'ALTER STATISTICS related SET STATISTICS -1',
      'DROP STATISTICS related',
      'ALTER EVENT TRIGGER noted ENABLE',
      'DROP EVENT TRIGGER noted',
      'ALTER TABLE t DISABLE TRIGGER acts',
      'ALTER TABLE u DISABLE RULE quiet',
      'ALTER TABLE t DISABLE ROW LEVEL SECURITY',
      'ALTER POLICY few ON t USING (id > 1)',
      'DROP FOREIGN DATA WRAPPER own_wrapper',
      "ALTER FOREIGN DATA WRAPPER own_wrapper OPTIONS (SET debug 'false')",
      "ALTER SERVER elsewhere OPTIONS (SET host 'example.com')",
      "ALTER SERVER elsewhere VERSION '2'",
      'REVOKE USAGE ON FOREIGN SERVER elsewhere FROM PUBLIC',
      'DROP USER MAPPING FOR PUBLIC SERVER elsewhere',
      'ALTER USER MAPPING FOR PUBLIC SERVER elsewhere OPTIONS (DROP password)',
      "ALTER FOREIGN TABLE far OPTIONS (SET table_name 'z')",
      "ALTER FOREIGN TABLE far ALTER a OPTIONS (SET column_name 'z')",
      'ALTER TABLE t RESET (fillfactor)',
      'ALTER TABLE t RESET (toast.autovacuum_enabled)',
      'ALTER TABLE t REPLICA IDENTITY DEFAULT',
      'ALTER TABLE t SET WITHOUT CLUSTER',
      'ALTER TABLE t ALTER a SET STORAGE extended',
      'ALTER TABLE t ALTER a SET STATISTICS -1',
      'ALTER TABLE t ALTER b RESET (n_distinct)',
      'ALTER TABLE t ALTER c SET COMPRESSION default',
      'ALTER INDEX on_lower ALTER 1 SET STATISTICS -1',
      'REVOKE SELECT (a) ON t FROM PUBLIC',
      'REVOKE UPDATE (b) ON t FROM PUBLIC',
      'REVOKE SELECT (a) ON v FROM PUBLIC',
      'ALTER VIEW v ALTER a DROP DEFAULT',
      'ALTER TABLE u OWNER TO everybody_else',
      'ALTER FUNCTION note() OWNER TO everybody_else',
      'ALTER SCHEMA odd OWNER TO everybody_else',
      'ALTER STATISTICS related OWNER TO everybody_else',
      'ALTER COLLATION numeric_order OWNER TO everybody_else',
      'ALTER PUBLICATION part OWNER TO everybody_else',
      'ALTER SERVER elsewhere OWNER TO everybody_else',
      'ALTER LARGE OBJECT 4711 OWNER TO everybody_else',
      'REVOKE SELECT ON LARGE OBJECT 4711 FROM PUBLIC',
      'COMMENT ON POLICY few ON t IS NULL',
      'COMMENT ON TRIGGER acts ON t IS NULL',
      'COMMENT ON CONSTRAINT t_pkey ON t IS NULL',
      'COMMENT ON SCHEMA odd IS NULL',
      'COMMENT ON SCHEMA public IS NULL',
      'COMMENT ON COLUMN t.a IS NULL',
      'COMMENT ON LARGE OBJECT 4711 IS NULL',
      'COMMENT ON PUBLICATION part IS NULL',
      'COMMENT ON SERVER elsewhere IS NULL',
      'COMMENT ON EXTENSION postgres_fdw IS NULL',
      "SET LOCAL allow_system_table_mods = on; INSERT INTO pg_seclabel VALUES ('t'::regclass, 'pg_class'::regclass, 0, 'own', 'secret')",
    ],
  },
  mysql: {
    sql: `
      CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a VARCHAR(20) DEFAULT 'x' COMMENT 'x', b INT INVISIBLE DEFAULT 1, c INT AS (b + 1) VIRTUAL, d INT AS (b + 1) STORED, e TIMESTAMP DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP,
        f VARCHAR(9) CHARACTER SET latin1, g INT CHECK (g > 0), h TEXT COMPRESSED, CONSTRAINT positive CHECK (b > 0), KEY on_a (a(5)) COMMENT 'x', KEY on_b (b) IGNORED) ROW_FORMAT = DYNAMIC COMMENT 'x' STATS_PERSISTENT = 1 DEFAULT CHARSET utf8mb4 COLLATE utf8mb4_unicode_ci;
      CREATE TABLE u (t INT, CONSTRAINT up FOREIGN KEY (t) REFERENCES t (id) ON DELETE CASCADE); CREATE TABLE paged (a INT) PAGE_COMPRESSED = 1; CREATE TABLE summed (a INT) ENGINE = MyISAM CHECKSUM = 1;
      CREATE TABLE versioned (a INT, b INT WITHOUT SYSTEM VERSIONING) WITH SYSTEM VERSIONING; CREATE TABLE timed (a DATE, b DATE, PERIOD FOR span (a, b));
      CREATE TABLE parted (a INT) PARTITION BY RANGE (a) (PARTITION p0 VALUES LESS THAN (10) COMMENT 'x', PARTITION p1 VALUES LESS THAN (20));
      CREATE SEQUENCE s START 5 INCREMENT 2 CACHE 7; CREATE SQL SECURITY INVOKER VIEW v AS SELECT a FROM t WHERE id > 0 WITH LOCAL CHECK OPTION; CREATE ALGORITHM = MERGE VIEW merged AS SELECT a FROM t;
      CREATE TRIGGER first BEFORE INSERT ON u FOR EACH ROW SET @a = 1; CREATE TRIGGER second BEFORE INSERT ON u FOR EACH ROW SET @a = 2;
      CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC COMMENT 'x' RETURN a; CREATE AGGREGATE FUNCTION agg(x INT) RETURNS INT BEGIN DECLARE n INT DEFAULT 0; DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN n; LOOP FETCH GROUP NEXT ROW; SET n = n + x; END LOOP; END;
      CREATE PROCEDURE p(IN a VARCHAR(9)) SQL SECURITY INVOKER SELECT a; CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2036-01-01 00:00:00' COMMENT 'x' DO SET @a = 1;
      SET sql_mode = 'ORACLE'; CREATE PACKAGE pack AS FUNCTION one RETURN INT; END; SET sql_mode = 'ORACLE'; CREATE PACKAGE BODY pack AS FUNCTION one RETURN INT AS BEGIN RETURN 1; END; END; SET sql_mode = '';`,
    losses: [
      "ALTER TABLE t ALTER a SET DEFAULT 'y'",
      "ALTER TABLE t MODIFY a VARCHAR(20) DEFAULT 'y'",
      'ALTER TABLE t MODIFY b INT DEFAULT 1',
      'ALTER TABLE t DROP c, ADD c INT AS (b + 2) VIRTUAL AFTER b',
      'ALTER TABLE t DROP d, ADD d INT AS (b + 2) STORED AFTER c',
      'ALTER TABLE t MODIFY e TIMESTAMP DEFAULT CURRENT_TIMESTAMP',
      'ALTER TABLE t MODIFY f VARCHAR(9) CHARACTER SET utf8mb4',
      'ALTER TABLE t MODIFY g INT',
      'ALTER TABLE t MODIFY h TEXT',
      'ALTER TABLE t DROP CONSTRAINT positive',
      'ALTER TABLE t DROP KEY on_a, ADD KEY on_a (a(5))',
      'ALTER TABLE t ALTER KEY on_b NOT IGNORED',
      'ALTER TABLE t ROW_FORMAT = COMPACT',
      "ALTER TABLE t COMMENT 'y'",
      'ALTER TABLE t STATS_PERSISTENT = 0',
      'ALTER TABLE t COLLATE utf8mb4_bin',
      'ALTER TABLE t AUTO_INCREMENT = 50',
      'ALTER TABLE u DROP CONSTRAINT up, ADD CONSTRAINT up2 FOREIGN KEY (t) REFERENCES t (id)',
      'ALTER TABLE paged PAGE_COMPRESSED = 0',
      'ALTER TABLE summed CHECKSUM = 0',
      'ALTER TABLE summed ENGINE = InnoDB',
      'ALTER TABLE versioned DROP SYSTEM VERSIONING',
      'ALTER TABLE timed DROP PERIOD FOR span',
      "ALTER TABLE parted REORGANIZE PARTITION p0 INTO (PARTITION p0 VALUES LESS THAN (10) COMMENT 'y')",
      'ALTER TABLE parted DROP PARTITION p1',
      'ALTER SEQUENCE s CACHE 9',
      'ALTER SEQUENCE s INCREMENT 3',
      'ALTER SEQUENCE s START 6',
      'SELECT nextval(s)',
      'ALTER SQL SECURITY DEFINER VIEW v AS SELECT a FROM t WHERE id > 0 WITH LOCAL CHECK OPTION',
      'ALTER SQL SECURITY DEFINER VIEW v AS SELECT a FROM t WHERE id > 0 WITH CASCADED CHECK OPTION',
      'ALTER DEFINER = nobody SQL SECURITY DEFINER VIEW v AS SELECT a FROM t WHERE id > 0',
      'SET character_set_client = latin1; ALTER DEFINER = nobody SQL SECURITY DEFINER VIEW v AS SELECT a FROM t WHERE id > 0',
      'ALTER ALGORITHM = TEMPTABLE VIEW merged AS SELECT a FROM t',
      'DROP TRIGGER first; CREATE TRIGGER first BEFORE INSERT ON u FOR EACH ROW FOLLOWS second SET @a = 1',
      'CREATE OR REPLACE DEFINER = nobody TRIGGER first BEFORE INSERT ON u FOR EACH ROW FOLLOWS second SET @a = 1',
      "SET sql_mode = 'ANSI_QUOTES'; CREATE OR REPLACE DEFINER = nobody TRIGGER first BEFORE INSERT ON u FOR EACH ROW FOLLOWS second SET @a = 1",
      "SET sql_mode = 'ANSI_QUOTES', collation_connection = utf8mb4_bin; CREATE OR REPLACE DEFINER = nobody TRIGGER first BEFORE INSERT ON u FOR EACH ROW FOLLOWS second SET @a = 1",
      "CREATE OR REPLACE FUNCTION f(a INT) RETURNS INT DETERMINISTIC COMMENT 'y' RETURN a",
      "CREATE OR REPLACE FUNCTION f(a INT) RETURNS INT COMMENT 'y' RETURN a",
      "CREATE OR REPLACE DEFINER = nobody FUNCTION f(a INT) RETURNS INT COMMENT 'y' RETURN a",
      "SET collation_connection = utf8mb4_bin; CREATE OR REPLACE DEFINER = nobody FUNCTION f(a INT) RETURNS INT COMMENT 'y' RETURN a",
      'ALTER PROCEDURE p SQL SECURITY DEFINER',
      'ALTER PROCEDURE p MODIFIES SQL DATA',
      "SET sql_mode = 'ANSI_QUOTES'; CREATE OR REPLACE PROCEDURE p(IN a VARCHAR(9)) MODIFIES SQL DATA SELECT a",
      'DROP FUNCTION agg',
      'ALTER EVENT e DISABLE',
      "ALTER EVENT e COMMENT 'y'",
      'ALTER EVENT e ON COMPLETION PRESERVE',
      "ALTER EVENT e ON SCHEDULE EVERY 2 DAY STARTS '2036-01-01 00:00:00'",
      "SET time_zone = '+03:00'; ALTER EVENT e ON SCHEDULE EVERY 2 DAY STARTS '2036-01-01 03:00:00'",
      'ALTER DEFINER = nobody EVENT e DISABLE',
      'DROP PACKAGE BODY pack',
      'DROP PACKAGE pack',
      'ALTER DATABASE COLLATE utf8mb4_bin',
      "ALTER DATABASE COMMENT 'x'",
    ],
  },
};
