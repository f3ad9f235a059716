import type { Kind } from './engine-places.ts';

/** Of every kind of object one, and values that a careless copy breaks. */
export const richSql: Record<Kind, string> = {
  sqlite: `
    CREATE TABLE "User" (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, score REAL, big BIGINT, picture BLOB,
      data JSON, shout TEXT GENERATED ALWAYS AS (upper(email)) STORED);
    CREATE TABLE "Post" (key TEXT PRIMARY KEY, "authorId" INTEGER REFERENCES "User"(id) ON DELETE CASCADE, "10" TEXT, "9" TEXT) WITHOUT ROWID;
    CREATE INDEX "Post_author" ON "Post"("authorId") WHERE "authorId" IS NOT NULL;
    CREATE VIEW "Names" AS SELECT email FROM "User";
    CREATE TABLE "Log" (what TEXT);
    CREATE TRIGGER "User_log" AFTER INSERT ON "User" BEGIN INSERT INTO "Log" VALUES ('new; user'); END;
    INSERT INTO "User" (email, score, big, picture, data) VALUES ('ä😀@x', 0.1, 9007199254740993, x'00ff0d0a', '{"a":[1,2]}'),
      ('', -1.5e300, -9223372036854775808, x'', NULL), ('b', 3.0, NULL, NULL, 'null');
    INSERT INTO "Post" VALUES ('k1', 1, 'ten', 'nine'), ('k2', NULL, '', NULL);
    DELETE FROM "User" WHERE email = 'b';
    PRAGMA user_version = 42; PRAGMA application_id = 4711;`,
  postgresql: `
    CREATE SCHEMA "other Schema"; CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'it''s'); CREATE DOMAIN positive AS int CHECK (VALUE > 0);
    CREATE TABLE "User" (id serial PRIMARY KEY, email varchar(200) NOT NULL UNIQUE, role "Role" DEFAULT 'USER', score double precision,
      real4 real, amount numeric(20,10), born timestamptz, span interval, picture bytea, data jsonb, tags text[], cash money,
      status varchar(10) CHECK (status IN ('on', 'off')), size positive, shout text GENERATED ALWAYS AS (upper(email)) STORED);
    CREATE TABLE "other Schema"."Post" (id bigint GENERATED ALWAYS AS IDENTITY, x text, "authorId" int REFERENCES "User"(id) ON DELETE CASCADE);
    CREATE TABLE parted (at date NOT NULL, n int) PARTITION BY RANGE (at);
    CREATE TABLE parted_2026 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
    CREATE SEQUENCE "Tick_seq" START 100 INCREMENT 5; CREATE SEQUENCE fresh START 7;
    CREATE INDEX lower_mail ON "User" (lower(email)) WHERE score > 0;
    CREATE VIEW names AS SELECT email, shout FROM "User" WHERE status IN ('on', 'off');
    CREATE MATERIALIZED VIEW counts AS SELECT count(*) AS n FROM "User";
    CREATE FUNCTION add_one(a int DEFAULT 1) RETURNS int LANGUAGE plpgsql AS $f$ BEGIN RETURN a + 1; -- it's; "fine"
      END $f$;
    CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1';
    CREATE TABLE log (what text); CREATE FUNCTION log_it() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN INSERT INTO public.log VALUES (TG_OP); RETURN NEW; END $f$;
    CREATE TRIGGER user_log AFTER INSERT ON "User" FOR EACH ROW EXECUTE FUNCTION log_it();
    ALTER TABLE "User" ENABLE ROW LEVEL SECURITY; CREATE POLICY mine ON "User" USING (status IN ('on'));
    COMMENT ON TABLE "User" IS 'people; it''s'; GRANT SELECT ON "User" TO PUBLIC; CREATE RULE quiet AS ON DELETE TO log DO INSTEAD NOTHING;
    INSERT INTO "User" (email, role, score, real4, amount, born, span, picture, data, tags, cash, status, size) VALUES
      ('ä😀@x', 'it''s', 0.1, 0.1, 12345.0000000001, '2026-01-02 03:04:05.678901+02', '1 mon 2 days 03:04:05', '\\x00ff0d0a', '{"a":[1,2]}', '{a,"b,c"}', 12.5, 'on', 1),
      ('', 'USER', 'NaN', '-Infinity', 0, '0001-01-01 BC', '-1 sec', '', 'null', '{}', 0, NULL, NULL);
    INSERT INTO "other Schema"."Post" (x, "authorId") SELECT 'post ' || i, 1 FROM generate_series(1, 50) i;
    INSERT INTO parted VALUES ('2026-05-05', 1); SELECT nextval('"Tick_seq"'), nextval('"Tick_seq"'); SELECT lo_from_bytea(0, 'large');
    REFRESH MATERIALIZED VIEW counts;`,
  mysql: `
    CREATE TABLE \`User\` (id INT AUTO_INCREMENT PRIMARY KEY, email VARCHAR(200) NOT NULL UNIQUE, role ENUM('USER', 'it''s') DEFAULT 'USER',
      score DOUBLE, small FLOAT, amount DECIMAL(20,10), born DATETIME(6), seen TIMESTAMP(3) NULL, picture LONGBLOB, fixed BINARY(4), flags BIT(5),
      data JSON, place POINT, old VARCHAR(20) CHARACTER SET latin1, shout VARCHAR(200) AS (upper(email)) STORED, low VARCHAR(200) AS (lower(email)) VIRTUAL) COMMENT 'people; AUTO_INCREMENT=99 ';
    CREATE TABLE \`a\`\`b\` (\`the key\` BIGINT PRIMARY KEY, authorId INT, body TEXT, FULLTEXT(body), FOREIGN KEY (authorId) REFERENCES \`User\`(id) ON DELETE CASCADE);
    CREATE INDEX score_index ON \`User\` (score DESC, born);
    CREATE VIEW names AS SELECT email, shout FROM \`User\` WHERE id > 0; CREATE VIEW again AS SELECT * FROM names;
    CREATE FUNCTION add_one(a INT) RETURNS INT DETERMINISTIC BEGIN RETURN a + 1; /* it's; */ END;
    CREATE PROCEDURE nothing(IN a INT, OUT b INT) BEGIN SET b = a;\r\n END;
    CREATE TABLE log (what TEXT); CREATE TRIGGER user_log AFTER INSERT ON \`User\` FOR EACH ROW BEGIN INSERT INTO log VALUES ('new; user'); END;
    CREATE EVENT nightly ON SCHEDULE EVERY 1 DAY STARTS '2030-01-01 00:00:00' DO BEGIN DELETE FROM log; END;
    CREATE SEQUENCE tick START WITH 100 INCREMENT BY 5 NOCACHE;
    INSERT INTO \`User\` (email, role, score, small, amount, born, seen, picture, fixed, flags, data, place, old) VALUES
      ('ä😀@x', 'it''s', 0.1, 0.1, 12345.0000000001, '2026-01-02 03:04:05.678901', '2026-01-02 03:04:05.678', x'00ff0d0a1a27', x'00ff', b'10101', '{"a":[1,2]}', POINT(1, 2), 'äö'),
      ('', 'USER', -1.5e300, NULL, 0, NULL, NULL, '', NULL, NULL, 'null', NULL, NULL), ('gone', 'USER', 1, 1, 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
    DELETE FROM \`User\` WHERE email = 'gone';
    INSERT INTO \`a\`\`b\` VALUES (9007199254740993, 1, 'line\\none\\r\\ntwo\\\\'), (2, NULL, '-- Dump completed'); SELECT nextval(tick);`,
};

/** Loses a bit of everything. */
export const ruinSql: Record<Kind, string> = {
  sqlite: `DROP VIEW "Names"; DROP TABLE "Post"; UPDATE "User" SET picture = x'01'; CREATE TABLE "New" (a); INSERT INTO "New" VALUES (1); PRAGMA user_version = 43`,
  postgresql: `DROP VIEW names; DROP TABLE "other Schema"."Post"; UPDATE "User" SET picture = NULL; CREATE TABLE "new" (a int); INSERT INTO "new" VALUES (1);
    SELECT nextval('fresh'); ALTER TYPE "Role" ADD VALUE 'MORE'; DROP FUNCTION add_one; DROP TRIGGER user_log ON "User"`,
  mysql: `DROP VIEW names; DROP TABLE \`a\`\`b\`; UPDATE \`User\` SET picture = NULL; CREATE TABLE \`new\` (a INT); INSERT INTO \`new\` VALUES (1); DROP FUNCTION add_one;
    DROP TRIGGER user_log; DROP EVENT nightly; SELECT nextval(tick)`,
};
