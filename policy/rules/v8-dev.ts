import type { Rule } from './rule.ts';

export const v8Dev: Rule = {
  id: 'v8-dev',
  when: { majors: [8], commands: ['dev'] },
  risk: 'none',
  reach: 'files',
  effect: 'Brings the application up on this machine.',
  instead: [],
  examples: {
    caught: ['8: dev app.ts', '8: dev app.ts --no-fresh'],
    passed: ['8: dev app.ts --fresh'],
  },
};
