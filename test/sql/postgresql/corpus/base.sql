-- What is there before each case. The first column of each table is its key, and stays.
CREATE TYPE "Role" AS ENUM ('USER', 'ADMIN', 'GUEST');
CREATE TYPE address AS (street text, town text);
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE COLLATION plain FROM "C";
CREATE SCHEMA audit;
CREATE SCHEMA empty;
CREATE SEQUENCE invoice_number;
CREATE FUNCTION double(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';

CREATE TABLE "User" (
  "id" SERIAL PRIMARY KEY,
  "email" TEXT NOT NULL,
  "name" TEXT,
  "bio" TEXT COLLATE plain,
  "age" INTEGER,
  "role" "Role" NOT NULL DEFAULT 'USER',
  "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "joined" TIMESTAMPTZ,
  "score" DOUBLE PRECISION,
  "price" DECIMAL(10, 2),
  "code" VARCHAR(20),
  "zip" TEXT,
  "views" BIGINT,
  "level" SMALLINT,
  "flag" BOOLEAN,
  "tags" TEXT[],
  "meta" JSON,
  "home" address,
  "rank" positive,
  "twice" INTEGER GENERATED ALWAYS AS (double("age")) STORED
);
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE INDEX "User_name_idx" ON "User"("name");
INSERT INTO "User" ("email", "name", "bio", "age", "role", "createdAt", "joined", "score", "price", "code", "zip", "views", "level", "flag", "tags", "meta", "home", "rank") VALUES
  ('Ada@example.com', 'Ada Lovelace', 'first of all', 36, 'ADMIN', '2024-02-03 04:05:06.789', '2024-02-03 04:05:06.789123+02', 1.25, 19.99, 'a-code-of-20-letters', '01234', 12, 3, true, '{a,b}', '{"b":1,"a":2}', ('Rue 1', 'Paris'), 4),
  ('bob@example.com', NULL, NULL, NULL, 'USER', '2024-03-03 14:15:16.171', NULL, 2.75, 0.5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

CREATE TABLE "Post" (
  "id" SERIAL PRIMARY KEY,
  "title" TEXT NOT NULL,
  "body" TEXT,
  "authorId" INTEGER NOT NULL REFERENCES "User"("id") ON DELETE CASCADE
);
INSERT INTO "Post" ("title", "body", "authorId") VALUES ('One', 'text', 1), ('Two', NULL, 1), ('Three', 'more', 2);

CREATE TABLE "Tag" ("id" INTEGER PRIMARY KEY, "label" TEXT);
INSERT INTO "Tag" VALUES (1, 'red'), (2, 'green');
CREATE TABLE audit.log ("id" BIGSERIAL PRIMARY KEY, "what" TEXT NOT NULL);
INSERT INTO audit.log ("what") VALUES ('made'), ('sold');
CREATE TABLE event ("id" INTEGER NOT NULL, "year" INTEGER NOT NULL, "what" TEXT) PARTITION BY LIST ("year");
CREATE TABLE event_2024 PARTITION OF event FOR VALUES IN (2024);
CREATE TABLE event_2025 PARTITION OF event FOR VALUES IN (2025);
INSERT INTO event VALUES (1, 2024, 'old'), (2, 2025, 'new');

CREATE VIEW named AS SELECT "id", "name" FROM "User" WHERE "name" IS NOT NULL;
CREATE MATERIALIZED VIEW per_author AS SELECT "authorId", count(*) AS posts FROM "Post" GROUP BY 1;
CREATE FUNCTION wipe() RETURNS void LANGUAGE sql AS 'DELETE FROM "Post"';
CREATE PROCEDURE wipe_all() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM "User"; END $$;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON "Tag" FOR EACH ROW EXECUTE FUNCTION touch();
ALTER TABLE "Post" ADD CONSTRAINT "titled" CHECK ("title" <> '');
SELECT lo_from_bytea(4711, 'large');
