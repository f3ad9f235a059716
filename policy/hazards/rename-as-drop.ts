import type { Hazard } from './hazard.ts';

export const renameAsDrop = {
  id: 'RENAME_AS_DROP',
  condition:
    'A column is dropped, and another is added to the same table whose type may well be the same; or a table is dropped, and another with most of its columns is made.',
  effect: 'What was meant as a new name takes everything in the column, or the table, with it.',
  rewrite: {
    postgresql: 'ALTER TABLE … RENAME COLUMN … TO …, or RENAME TO …, in place of both.',
    mysql: 'ALTER TABLE … RENAME COLUMN … TO …, or RENAME TO …, in place of both.',
    sqlite: 'ALTER TABLE … RENAME COLUMN … TO …, or RENAME TO …, in place of both.',
  },
  examples: {
    postgresql: {
      bad: 'ALTER TABLE "User" DROP COLUMN "name", ADD COLUMN "fullName" TEXT;',
      good: 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";',
    },
    mysql: {
      bad: 'ALTER TABLE `User` DROP COLUMN `name`, ADD COLUMN `fullName` VARCHAR(191) NULL;',
      good: 'ALTER TABLE `User` RENAME COLUMN `name` TO `fullName`;',
    },
    sqlite: {
      bad: 'ALTER TABLE "User" DROP COLUMN "name"; ALTER TABLE "User" ADD COLUMN "fullName" TEXT;',
      good: 'ALTER TABLE "User" RENAME COLUMN "name" TO "fullName";',
    },
  },
} as const satisfies Hazard;
