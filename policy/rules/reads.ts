import type { Rule } from './rule.ts';

export const reads: Rule = {
  id: 'reads',
  when: { majors: [5, 6, 7], commands: ['migrate status', 'migrate diff'] },
  risk: 'none',
  reach: 'nothing',
  effect: 'Reads the database.',
  instead: [],
  examples: {
    caught: [
      '5,6,7: migrate status',
      '7: migrate diff --from-empty --to-schema s',
      '5,6: migrate diff --from-url a --to-url b --exit-code',
    ],
    passed: ['7: migrate diff --from-migrations m --to-empty', '5,6,7: migrate resolve --applied x', '5,6,7: studio'],
  },
};
