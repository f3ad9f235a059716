import type { Hazard } from './hazard.ts';

export const runsUnseenCode = {
  id: 'RUNS_UNSEEN_CODE',
  condition: 'A function, a procedure, a program or a text that is put together at run time is run.',
  effect: 'Nobody can say beforehand what it does.',
  rewrite: {
    postgresql: 'Write out the statements that it would run.',
    mysql: 'Write out the statements that it would run.',
    sqlite: 'Write out the statements that it would run.',
  },
  examples: {
    postgresql: { bad: 'SELECT archive_old_orders();', good: 'SELECT count(*) FROM "Order";' },
    mysql: {
      bad: 'CALL archive_old_orders();',
      good: 'SELECT COUNT(*) FROM `Order`;',
    },
    sqlite: {
      bad: "SELECT load_extension('archive');",
      good: 'SELECT count(*) FROM "Order";',
    },
  },
} as const satisfies Hazard;
