import type { Hazard } from './hazard.ts';

export const narrowsType = {
  id: 'NARROWS_TYPE',
  condition: 'The new type of a column does not hold every value of the old one.',
  effect: 'Values are cut or rounded without a word, or the statement fails at the first that does not fit.',
  rewrite: {
    postgresql: 'Add a column of the new type, fill it, compare both, and let the program use the new one.',
    mysql: 'Add a column of the new type, fill it, compare both, and let the program use the new one.',
    sqlite: 'Add a column of the new type, fill it, compare both, and let the program use the new one.',
  },
  examples: {
    postgresql: {
      bad: 'ALTER TABLE "Item" ALTER COLUMN "price" SET DATA TYPE INTEGER;',
      good: 'ALTER TABLE "Item" ADD COLUMN "price_whole" INTEGER;',
    },
    mysql: {
      bad: 'ALTER TABLE `Item` MODIFY `price` INTEGER NOT NULL;',
      good: 'ALTER TABLE `Item` ADD COLUMN `price_whole` INTEGER NULL;',
    },
    sqlite: {
      there: 'CREATE TABLE "Item" ("id" INTEGER PRIMARY KEY, "price" REAL);',
      bad: 'CREATE TABLE "new_Item" ("id" INTEGER PRIMARY KEY, "price" INTEGER); INSERT INTO "new_Item" SELECT "id", CAST("price" AS INTEGER) FROM "Item"; DROP TABLE "Item"; ALTER TABLE "new_Item" RENAME TO "Item";',
      good: 'ALTER TABLE "Item" ADD COLUMN "price_whole" INTEGER;',
    },
  },
} as const satisfies Hazard;
