import type { Rule } from './rule.ts';

export const dbPushAcceptDataLoss: Rule = {
  id: 'db-push-accept-data-loss',
  when: { majors: [5, 6, 7], commands: ['db push'], given: ['accept-data-loss'] },
  risk: 'destroy',
  whereProtected: 'destroy',
  sql: 'diff',
  reach: 'main',
  effect: 'Drops the columns and tables that the schema no longer has, without asking.',
  instead: [
    '`prisma migrate diff` shows what differs between schema and database, and changes nothing.',
    { own: '`prisma db push` alone stops and lists what would be lost.' },
    { own: '`prisma migrate dev --create-only` lets you turn a drop into a rename.' },
  ],
  incident: 'An agent added the flag to get past a warning, and a production database lost its data.',
  examples: {
    caught: [
      '5,6,7: db push --accept-data-loss',
      '5,6,7: db push --accept-data-loss=false',
      '5,6,7: db push x --accept-data-loss',
    ],
    passed: ['5,6,7: db push', '5,6,7: db push -- --accept-data-loss'],
  },
};
