import type { Hazard } from './hazard.ts';

export const dropsIndexInUse = {
  id: 'DROPS_INDEX_IN_USE',
  condition: 'An index, or a key that has one, goes that was there before.',
  effect: 'Queries that used it read the whole table; where it was unique, double values come in.',
  rewrite: {
    postgresql: 'See in pg_stat_user_indexes that nothing uses it; make the one that replaces it first.',
    mysql: 'ALTER TABLE … ALTER INDEX … INVISIBLE (MariaDB: IGNORED) for a while first; it can be taken back.',
    sqlite: 'Make the one that replaces it first.',
  },
  examples: {
    postgresql: {
      bad: 'DROP INDEX "User_email_idx";',
      good: 'ALTER INDEX "User_email_idx" RENAME TO "User_email_old";',
    },
    mysql: {
      bad: 'ALTER TABLE `User` DROP INDEX `User_email_idx`;',
      good: 'ALTER TABLE `User` ALTER INDEX `User_email_idx` INVISIBLE;',
    },
    sqlite: {
      bad: 'DROP INDEX "User_email_idx";',
      good: 'CREATE INDEX "User_email_name_idx" ON "User"("email", "name");',
    },
  },
} as const satisfies Hazard;
