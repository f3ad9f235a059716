import type { Rule } from './rule.ts';

export const dbPush: Rule = {
  id: 'db-push',
  when: { majors: [5, 6, 7], commands: ['db push'] },
  risk: 'change',
  reach: 'main',
  effect: 'Changes the database to match the schema, without a migration.',
  instead: [
    '`prisma migrate diff` shows what differs between schema and database, and changes nothing.',
    { own: '`prisma migrate dev` keeps the change as a migration that can be read, reviewed and repeated.' },
  ],
  incident:
    'A plain push from a laptop whose URL pointed at production removed 276 users, 14,028 businesses and 66,142 images.',
  examples: {
    caught: [
      '5,6,7: db push',
      '5,6,7: db -- push',
      '7: db push --url postgresql://h/d',
      '5,6,7: db push -- --force-reset',
    ],
    passed: ['5,6,7: db push --force-reset', '5,6,7: db pull', '7: db push --skip-generate'],
  },
};
