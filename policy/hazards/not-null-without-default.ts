import type { Hazard } from './hazard.ts';

export const notNullWithoutDefault = {
  id: 'NOT_NULL_WITHOUT_DEFAULT',
  condition: 'A column that must have a value is added to a table that is there, and no default gives one.',
  effect: 'The statement fails as soon as the table has a row.',
  rewrite: {
    postgresql: 'Add it with a default; or add it without NOT NULL, fill it, and ask for NOT NULL afterwards.',
    mysql: 'Add it with a default; or add it without NOT NULL, fill it, and ask for NOT NULL afterwards.',
    sqlite: 'Add it with a default, or without NOT NULL.',
  },
  examples: {
    postgresql: {
      bad: 'ALTER TABLE "User" ADD COLUMN "role" TEXT NOT NULL;',
      good: `ALTER TABLE "User" ADD COLUMN "role" TEXT NOT NULL DEFAULT 'reader';`,
    },
    mysql: {
      bad: 'ALTER TABLE `User` ADD COLUMN `role` VARCHAR(20) NOT NULL;',
      good: "ALTER TABLE `User` ADD COLUMN `role` VARCHAR(20) NOT NULL DEFAULT 'reader';",
    },
    sqlite: {
      bad: 'ALTER TABLE "User" ADD COLUMN "role" TEXT NOT NULL;',
      good: `ALTER TABLE "User" ADD COLUMN "role" TEXT NOT NULL DEFAULT 'reader';`,
    },
  },
} as const satisfies Hazard;
