import type { Hazard } from './hazard.ts';

export const renamesInUse = {
  id: 'RENAMES_IN_USE',
  condition: 'A table or a column that is there gets another name or schema.',
  effect: 'Nothing is lost. A program that still runs with the old name fails until it is replaced.',
  rewrite: {
    postgresql: 'Leave the name in the database, and name it anew in the schema alone, with @map or @@map.',
    mysql: 'Leave the name in the database, and name it anew in the schema alone, with @map or @@map.',
    sqlite: 'Leave the name in the database, and name it anew in the schema alone, with @map or @@map.',
  },
  examples: {
    postgresql: {
      bad: 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";',
      good: 'CREATE VIEW "UserByFullName" AS SELECT "id", "name" AS "fullName" FROM "User";',
    },
    mysql: {
      bad: 'ALTER TABLE `User` CHANGE `name` `fullName` VARCHAR(191) NULL;',
      good: 'CREATE VIEW `UserByFullName` AS SELECT `id`, `name` AS `fullName` FROM `User`;',
    },
    sqlite: {
      bad: 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";',
      good: 'CREATE VIEW "UserByFullName" AS SELECT "id", "name" AS "fullName" FROM "User";',
    },
  },
} as const satisfies Hazard;
