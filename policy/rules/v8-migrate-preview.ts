import type { Rule } from './rule.ts';

export const v8MigratePreview: Rule = {
  id: 'v8-migrate-preview',
  when: { majors: [8], commands: ['db migrate'], given: ['show'] },
  risk: 'none',
  reach: 'nothing',
  effect: 'Shows the route of migrations and applies nothing.',
  instead: [],
  examples: {
    caught: ['8: db migrate --show', '8: db migrate --show=TRUE'],
    passed: ['8: db migrate --show=false', '8: db migrate --no-show'],
  },
};
