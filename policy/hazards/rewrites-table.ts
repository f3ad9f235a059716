import type { Hazard } from './hazard.ts';

export const rewritesTable = {
  id: 'REWRITES_TABLE',
  condition: 'Every row of a table that is there is written anew: another type, a default that differs by row.',
  effect: 'Nobody can read or write the table until it is done, and it takes its size again on the disk.',
  rewrite: {
    postgresql: 'Add a column without such a default, fill it in parts, and set the default afterwards.',
    mysql: 'ALTER TABLE … ALGORITHM=INSTANT or INPLACE, which fails at once where it cannot be had.',
  },
  examples: {
    postgresql: {
      bad: 'ALTER TABLE "User" ADD COLUMN "token" UUID DEFAULT gen_random_uuid();',
      good: 'ALTER TABLE "User" ADD COLUMN "token" UUID;',
    },
    mysql: {
      bad: 'ALTER TABLE `User` CONVERT TO CHARACTER SET utf8mb4;',
      good: 'ALTER TABLE `User` DEFAULT CHARACTER SET utf8mb4;',
    },
  },
} as const satisfies Hazard;
