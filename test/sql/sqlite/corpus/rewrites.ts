/** Prisma's own way to alter a table on SQLite, whole and with something left out. */
import { change, destroy, falseAlarm, refused } from '../../corpus-case.ts';

const around = (body: string) => `-- RedefineTables
PRAGMA defer_foreign_keys=ON;
PRAGMA foreign_keys=OFF;
${body}
PRAGMA foreign_keys=ON;
PRAGMA defer_foreign_keys=OFF;
`;

const user = (columns: string, insert: string) => `CREATE TABLE "new_User" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ${columns}
);
${insert}
DROP TABLE "User";
ALTER TABLE "new_User" RENAME TO "User";
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");`;

const all = '"email" TEXT NOT NULL,\n    "name" TEXT,\n    "age" INTEGER,\n    "since" DATETIME';
const copyAll =
  'INSERT INTO "new_User" ("age", "email", "id", "name", "since") SELECT "age", "email", "id", "name", "since" FROM "User";';

const post = (columns: string, insert: string) => `CREATE TABLE "new_Post" (
    "id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    ${columns}
);
${insert}
DROP TABLE "Post";
ALTER TABLE "new_Post" RENAME TO "Post";`;

const copyPost =
  'INSERT INTO "new_Post" ("id", "title", "body", "score", "authorId") SELECT "id", "title", "body", "score", "authorId" FROM "Post";';

export const rewrites = [
  change(around(user(all, copyAll)), 'removes User', 'renames new_User > User'),
  change(around(user(`${all},\n    "role" TEXT NOT NULL DEFAULT 'reader'`, copyAll))),
  change(
    around(
      user(
        all.replace('"name" TEXT', `"name" TEXT NOT NULL DEFAULT 'x'`),
        copyAll.replace(
          'SELECT "age", "email", "id", "name"',
          `SELECT "age", "email", "id", coalesce("name", 'x') AS "name"`,
        ),
      ),
    ),
  ),
  change(around(user(all.replace('"age" INTEGER', '"age" BIGINT'), copyAll))),
  change(around(user(all.replace('"age" INTEGER', '"age" TEXT'), copyAll))),
  change(around(user(all.replace('"since" DATETIME', '"since" TEXT'), copyAll))),
  change(
    around(
      user(
        all.replace('"name"', '"fullName"'),
        copyAll.replace('"id", "name", "since") ', '"id", "fullName", "since") '),
      ),
    ),
  ),
  change(around(user(all, copyAll.replace('FROM "User"', 'FROM "User" ORDER BY "id"')))),
  change(around(user(all, copyAll.replaceAll('"', '')))),
  change(around(user(all, 'INSERT INTO new_User SELECT * FROM User;').replaceAll('"', ''))),
  change(around(user(all, copyAll.replace('SELECT "age"', 'SELECT u."age"').replace('FROM "User"', 'FROM "User" u')))),
  change(
    around(
      post(
        `"title" TEXT NOT NULL,\n"body" TEXT,\n"score" REAL,\n"authorId" INTEGER NOT NULL,\nCONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User" ("id") ON DELETE RESTRICT ON UPDATE CASCADE`,
        copyPost,
      ),
    ),
  ),
  // Nothing of it refers to another table's rows, so nothing follows with the keys on.
  change(post('"title" TEXT NOT NULL,\n"body" TEXT,\n"score" REAL,\n"authorId" INTEGER NOT NULL', copyPost)),
  change(
    around(
      `${user(all, copyAll)}\n${post('"title" TEXT NOT NULL,\n"body" TEXT,\n"score" REAL,\n"authorId" INTEGER NOT NULL', copyPost)}`,
    ),
  ),
  change(
    'PRAGMA foreign_keys=off; ALTER TABLE "Tag" RENAME TO "Tag_old"; CREATE TABLE "Tag" ("name" TEXT PRIMARY KEY, "uses" INTEGER); INSERT INTO "Tag" ("name", "uses") SELECT "name", "uses" FROM "Tag_old"; DROP TABLE "Tag_old"; PRAGMA foreign_keys=on;',
  ),
  change(
    'CREATE TABLE "Tag2" AS SELECT * FROM "Tag"; DROP TABLE "Tag"; ALTER TABLE "Tag2" RENAME TO "Tag";',
    'removes Tag',
  ),
  change('CREATE TABLE "Tag2" AS SELECT name, uses FROM Tag; DROP TABLE Tag; ALTER TABLE Tag2 RENAME TO Tag;'),
  change(
    'BEGIN; CREATE TABLE "new_Tag" ("name" TEXT PRIMARY KEY, "uses" INTEGER NOT NULL); INSERT INTO "new_Tag" SELECT "name", "uses" FROM "Tag"; DROP TABLE "Tag"; ALTER TABLE "new_Tag" RENAME TO "Tag"; COMMIT;',
  ),
  change(
    'CREATE TABLE "new_Order" ("id" INTEGER PRIMARY KEY, "total" DECIMAL NOT NULL); INSERT INTO "new_Order" ("id", "total") SELECT "id", "total" FROM "Order"; DROP TABLE "Order"; ALTER TABLE "new_Order" RENAME TO "Order";',
  ),
  change(around(`${user(`${all},\n    "handle" TEXT`, copyAll)}\nUPDATE "User" SET "handle" = lower("email");`)),

  destroy(around(user(all.replace(',\n    "age" INTEGER', ''), copyAll.replaceAll('"age", ', ''))), 'removes User'),
  destroy(around(user(all.replace(',\n    "since" DATETIME', ''), copyAll.replaceAll(', "since"', '')))),
  destroy(around(user(all, copyAll.replaceAll(', "name"', '')))),
  destroy(around(user(all, copyAll.replace('FROM "User"', 'FROM "User" WHERE "age" > 31')))),
  destroy(around(user(all, copyAll.replace('FROM "User"', 'FROM "User" LIMIT 1')))),
  destroy(around(user(all, copyAll.replace('FROM "User"', 'FROM "User" ORDER BY "id" LIMIT 2')))),
  destroy(around(user(all, copyAll.replace('FROM "User"', 'FROM "User" GROUP BY "since" IS NULL')))),
  destroy(
    around(
      user(
        all,
        copyAll
          .replace('FROM "User"', 'FROM "User" JOIN "Post" ON "authorId" = "User"."id"')
          .replace('"id", "name", "since" FROM', '"User"."id", "name", "since" FROM')
          .replace(
            '"User"."id", "name", "since" FROM',
            '"User"."id" + 1000 * "Post"."id", "email" || "Post"."id", "since" FROM',
          )
          .replace('SELECT "age", "email"', 'SELECT "age", "email" || "Post"."id"'),
      ),
    ),
  ),
  destroy(
    around(
      user(
        all,
        copyAll
          .replace('INSERT INTO', 'INSERT OR IGNORE INTO')
          .replace('"id", "name", "since" FROM', '7, "name", "since" FROM'),
      ),
    ),
  ),
  destroy(
    around(
      user(
        all,
        copyAll
          .replace('INSERT INTO', 'INSERT OR REPLACE INTO')
          .replace('"id", "name", "since" FROM', '7, "name", "since" FROM'),
      ),
    ),
  ),
  destroy(
    around(
      user(
        all,
        copyAll.replace('SELECT "age", "email", "id", "name"', 'SELECT "age", "email", "id", substr("name", 1, 1)'),
      ),
    ),
    'overwrites User(name)',
  ),
  destroy(
    around(user(all, copyAll.replace('SELECT "age", "email", "id", "name"', `SELECT "age", "email", "id", 'nobody'`))),
  ),
  refused(
    destroy(
      around(user(all, copyAll.replace('SELECT "age", "email", "id", "name"', 'SELECT "age", "email", "id", "naem"'))),
    ),
  ),
  destroy(
    around(
      user(
        all.replace('"name" TEXT', '"name" INTEGER'),
        copyAll.replace('SELECT "age", "email", "id", "name"', 'SELECT "age", "email", "id", CAST("name" AS INTEGER)'),
      ),
    ),
    'narrows User(name)',
  ),
  destroy(
    around(
      post(
        '"title" TEXT NOT NULL,\n"body" TEXT,\n"score" INTEGER,\n"authorId" INTEGER NOT NULL',
        copyPost.replace('"body", "score", "authorId" FROM', '"body", CAST("score" AS INTEGER), "authorId" FROM'),
      ),
    ),
    'narrows Post(score)',
  ),
  // 007 becomes 7.
  destroy(
    around(post('"title" TEXT NOT NULL,\n"body" INTEGER,\n"score" REAL,\n"authorId" INTEGER NOT NULL', copyPost)),
    'narrows Post(body)',
  ),
  destroy(user(all, copyAll), 'removes rows User'),
  destroy(`PRAGMA defer_foreign_keys=ON;\n${user(all, copyAll)}`),
  destroy(`BEGIN;\nPRAGMA foreign_keys=OFF;\n${user(all, copyAll)}\nCOMMIT;`),
  destroy(`PRAGMA foreign_keys=OFF;\nPRAGMA foreign_keys=ON;\n${user(all, copyAll)}`),
  destroy(around(user(all, `${copyAll}\nDELETE FROM "new_User" WHERE "id" = 101;`))),
  destroy(around(user(all, `${copyAll}\nUPDATE "new_User" SET "email" = "id";`))),
  falseAlarm(
    destroy(
      around(
        user(all, `${copyAll}\nINSERT INTO "User" ("email") VALUES ('late@x');\nUPDATE "User" SET "name" = "email";`),
      ),
    ),
  ),
  destroy(around(user(all, ''))),
  destroy(
    'CREATE TABLE "new_Tag" ("name" TEXT PRIMARY KEY ON CONFLICT IGNORE, "uses" INTEGER); INSERT INTO "new_Tag" SELECT lower(\'x\'), "uses" FROM "Tag"; DROP TABLE "Tag"; ALTER TABLE "new_Tag" RENAME TO "Tag";',
  ),
  destroy('CREATE TABLE "T2" AS SELECT "name" FROM "Tag"; DROP TABLE "Tag"; ALTER TABLE "T2" RENAME TO "Tag";'),
  destroy('CREATE TABLE "T2" AS SELECT DISTINCT 1 AS "name", 2 AS "uses" FROM "Tag"; DROP TABLE "Tag";'),
  destroy('CREATE TABLE "T2" AS SELECT * FROM "Tag" WHERE 0; DROP TABLE "Tag"; ALTER TABLE "T2" RENAME TO "Tag";'),
  destroy('CREATE TABLE "T2" AS SELECT * FROM "Tag"; DROP TABLE "Tag"; DROP TABLE "T2";'),
  destroy(
    'CREATE TABLE "new_Tag" ("name" TEXT PRIMARY KEY, "uses" INTEGER); INSERT INTO "new_Tag" SELECT "name", "uses" FROM "Tag"; DROP TABLE "Tag"; ALTER TABLE "new_Tag" RENAME TO "Tag"; DELETE FROM "Tag";',
    'removes rows Tag',
  ),
  destroy(
    'CREATE TABLE "new_Tag" ("name" TEXT PRIMARY KEY, "uses" INTEGER); INSERT INTO "new_Tag" SELECT "name", "uses" FROM "Tag"; DROP TABLE "Tag"; ALTER TABLE "new_Tag" RENAME TO "Tag"; UPDATE "Tag" SET "uses" = 0;',
    'overwrites Tag(uses)',
  ),
  destroy(
    'CREATE TABLE "Post2" ("id" INTEGER PRIMARY KEY); INSERT INTO "Post2" SELECT count(*) FROM "Post"; DROP TABLE "Post";',
  ),
];
