import type { Hazard } from './hazard.ts';

export const addsConstraintToData = {
  id: 'ADDS_CONSTRAINT_TO_DATA',
  condition: 'A key, a check, a foreign key, a unique index or NOT NULL is put on a table that is there.',
  effect: 'Rows that break it make the statement fail; nothing is lost.',
  rewrite: {
    postgresql: 'Add checks and foreign keys as NOT VALID, mend the rows, then VALIDATE CONSTRAINT.',
    mysql: 'Look for the rows that would break it with a SELECT, and mend them first.',
    sqlite: 'Look for the rows that would break it with a SELECT, and mend them first.',
  },
  examples: {
    postgresql: {
      bad: 'ALTER TABLE "Item" ADD CONSTRAINT "positive" CHECK ("price" > 0);',
      good: 'ALTER TABLE "Item" ADD CONSTRAINT "positive" CHECK ("price" > 0) NOT VALID;',
    },
    mysql: {
      bad: 'CREATE UNIQUE INDEX `User_email_key` ON `User`(`email`);',
      good: 'CREATE INDEX `User_email_idx` ON `User`(`email`);',
    },
    sqlite: {
      bad: 'CREATE UNIQUE INDEX "User_email_key" ON "User"("email");',
      good: 'CREATE INDEX "User_email_idx" ON "User"("email");',
    },
  },
} as const satisfies Hazard;
