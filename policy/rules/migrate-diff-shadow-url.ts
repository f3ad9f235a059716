import type { Rule } from './rule.ts';

export const migrateDiffShadowUrl: Rule = {
  id: 'migrate-diff-shadow-url',
  when: {
    majors: [5, 6],
    commands: ['migrate diff'],
    given: ['from-migrations', 'to-migrations'],
    alsoGiven: ['shadow-database-url'],
  },
  risk: 'destroy',
  reach: 'shadow',
  effect: 'Empties the shadow database before it replays the migrations there, whatever that database holds.',
  instead: [
    'Name a database that exists for nothing else.',
    '`prisma migrate status` compares the history without a shadow database.',
  ],
  incident: 'A URL of the live database stood where the shadow database belonged, and its 22 tables were gone.',
  examples: {
    caught: ['5,6: migrate diff --from-migrations m --to-empty --shadow-database-url postgresql://h/d'],
    passed: [
      '5,6: migrate diff --from-migrations m --to-empty',
      '5,6: migrate diff --from-empty --to-url postgresql://h/d',
    ],
  },
};
