import type { Hazard } from './hazard.ts';

export const overwritesData = {
  id: 'OVERWRITES_DATA',
  condition: 'Values in rows that stay are replaced, and nothing says that they were empty before.',
  effect: 'The rows are there, and what stood in them is not.',
  rewrite: {
    postgresql: 'Write into a new column, or only where the old one IS NULL.',
    mysql: 'Write into a new column, or only where the old one IS NULL.',
    sqlite: 'Write into a new column, or only where the old one IS NULL.',
  },
  examples: {
    postgresql: {
      bad: `UPDATE "User" SET "name" = 'none';`,
      good: `UPDATE "User" SET "name" = 'none' WHERE "name" IS NULL;`,
    },
    mysql: {
      bad: "INSERT INTO `Tag` (`name`, `uses`) VALUES ('red', 1) ON DUPLICATE KEY UPDATE `uses` = 1;",
      good: "INSERT INTO `Tag` (`name`, `uses`) VALUES ('red', 1) ON DUPLICATE KEY UPDATE `name` = `name`;",
    },
    sqlite: {
      bad: `INSERT INTO "Tag" ("name", "uses") VALUES ('red', 1) ON CONFLICT ("name") DO UPDATE SET "uses" = 1;`,
      good: `INSERT INTO "Tag" ("name", "uses") VALUES ('red', 1) ON CONFLICT ("name") DO NOTHING;`,
    },
  },
} as const satisfies Hazard;
