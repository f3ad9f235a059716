import type { Rule } from './rule.ts';

/** 6 has such a configuration with `engine: 'classic'`, and starts its engine with the URL of it whatever the line says. */
export const migrateDiffShadowConfig: Rule = {
  id: 'migrate-diff-shadow-config',
  when: { majors: [6, 7], commands: ['migrate diff'], given: ['from-migrations', 'to-migrations'] },
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
      '6,7: migrate diff --from-migrations m --to-empty',
      '6,7: migrate diff --from-empty --to-migrations=m --script',
    ],
    passed: ['7: migrate diff --from-empty --to-schema s', '5: migrate diff --from-migrations m --to-empty'],
  },
};
