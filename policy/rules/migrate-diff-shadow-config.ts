import type { Rule } from './rule.ts';

export const migrateDiffShadowConfig: Rule = {
  id: 'migrate-diff-shadow-config',
  when: { majors: [7], commands: ['migrate diff'], given: ['from-migrations', 'to-migrations'] },
  risk: 'destroy',
  reach: 'shadow',
  effect:
    'Empties the shadow database of the configuration before it replays the migrations there, whatever that database holds.',
  instead: [
    'Name a database that exists for nothing else.',
    '`prisma migrate status` compares the history without a shadow database.',
  ],
  incident: 'A URL of the live database stood where the shadow database belonged, and its 22 tables were gone.',
  examples: {
    caught: [
      '7: migrate diff --from-migrations m --to-empty',
      '7: migrate diff --from-empty --to-migrations=m --script',
    ],
    passed: ['7: migrate diff --from-empty --to-schema s'],
  },
};
