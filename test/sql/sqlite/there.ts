/** What is in the database before each case. No two columns hold the same values. */
export const schema = `
CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL, "name" TEXT, "age" INTEGER, "since" DATETIME);
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
CREATE TABLE "Post" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "title" TEXT NOT NULL, "body" TEXT, "score" REAL, "authorId" INTEGER NOT NULL,
  CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE);
CREATE INDEX "Post_title_idx" ON "Post"("title");
CREATE TABLE "Tag" ("name" TEXT NOT NULL PRIMARY KEY, "uses" INTEGER NOT NULL DEFAULT 0);
CREATE TABLE "Setting" ("key" TEXT PRIMARY KEY ON CONFLICT REPLACE, "value" TEXT);
CREATE TABLE "Audit" ("id" INTEGER PRIMARY KEY, "note" TEXT);
CREATE TABLE "Inbox" ("id" INTEGER PRIMARY KEY, "note" TEXT);
CREATE TRIGGER "Inbox_wipes" AFTER INSERT ON "Inbox" BEGIN DELETE FROM "Audit" WHERE "id" < NEW."id"; END;
CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "total" DECIMAL NOT NULL, "twice" AS ("total" * 2));
CREATE TABLE "Pair" ("a" TEXT, "b" TEXT, PRIMARY KEY ("a", "b")) WITHOUT ROWID;
CREATE VIRTUAL TABLE "Words" USING fts5("text");
CREATE VIEW "Names" AS SELECT "id", "note" FROM "Audit";
`;

export const rows = `
INSERT INTO "User" VALUES (101, 'ann@x', 'Ann', 31, '2024-01-01'), (102, 'bob@x', NULL, 32, '2024-01-02'), (103, 'cem@x', 'Cem', NULL, NULL);
INSERT INTO "Post" VALUES (201, 'one', 'first', 1.5, 101), (202, 'two', 'second', 2.5, 101), (203, 'three', '007', 3.25, 102);
INSERT INTO "Tag" VALUES ('red', 41), ('blue', 42);
INSERT INTO "Setting" VALUES ('theme', 'dark'), ('lang', 'de'), (NULL, 'none');
INSERT INTO "Audit" VALUES (301, 'a'), (302, 'b');
INSERT INTO "Inbox" VALUES (1, 'hello');
INSERT INTO "Audit" VALUES (303, 'c');
DELETE FROM "Audit" WHERE id = 0;
INSERT INTO "Words" VALUES ('once'), ('twice');
INSERT INTO "Pair" VALUES ('p1', 'q1'), ('p2', 'q2');
INSERT INTO "Order" ("id", "total") VALUES (501, 9.5), (502, 19.25);
`;
