import type { Hazard } from './hazard.ts';

export const deletesData = {
  id: 'DELETES_DATA',
  condition: 'A table, a column, a schema, a database or rows go that were there before.',
  effect: 'What was in them is gone; only a backup has it.',
  rewrite: {
    postgresql: 'Rename it out of the way first, and let a later migration remove it when nobody has missed it.',
    mysql: 'Rename it out of the way first, and let a later migration remove it when nobody has missed it.',
    sqlite: 'Rename it out of the way first, and let a later migration remove it when nobody has missed it.',
  },
  examples: {
    postgresql: {
      bad: 'ALTER TABLE "User" DROP COLUMN "bio";',
      good: 'ALTER TABLE "User" RENAME COLUMN "bio" TO "bio_unused";',
    },
    mysql: {
      bad: 'ALTER TABLE `User` DROP COLUMN `bio`;',
      good: 'ALTER TABLE `User` RENAME COLUMN `bio` TO `bio_unused`;',
    },
    sqlite: {
      bad: 'ALTER TABLE "User" DROP COLUMN "bio";',
      good: 'ALTER TABLE "User" RENAME COLUMN "bio" TO "bio_unused";',
    },
  },
} as const satisfies Hazard;
