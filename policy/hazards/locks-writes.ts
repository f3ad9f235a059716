import type { Hazard } from './hazard.ts';

export const locksWrites = {
  id: 'LOCKS_WRITES',
  condition: 'All rows of a table that is there are read, or indexed, under a lock that keeps writers out.',
  effect: 'Whoever writes to the table waits until it is done, minutes where it is large.',
  rewrite: {
    postgresql: 'CREATE INDEX CONCURRENTLY, alone in its migration; constraints as NOT VALID, validated later.',
    mysql: 'ALTER TABLE … ALGORITHM=INPLACE, LOCK=NONE, which fails at once where it cannot be had.',
  },
  examples: {
    postgresql: {
      bad: 'CREATE INDEX "User_email_idx" ON "User"("email");',
      good: 'CREATE INDEX CONCURRENTLY "User_email_idx" ON "User"("email");',
    },
    mysql: {
      bad: 'CREATE FULLTEXT INDEX `User_bio_idx` ON `User`(`bio`);',
      good: 'CREATE INDEX `User_bio_idx` ON `User`(`bio`(20));',
    },
  },
} as const satisfies Hazard;
