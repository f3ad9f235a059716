import type { Rule } from './rule.ts';

export const reads: Rule = {
  id: 'reads',
  when: { majors: [5, 6, 7], commands: ['migrate status', 'migrate diff', 'studio'] },
  risk: 'none',
  reach: 'nothing',
  effect: 'Reads the database; in Studio a person may edit single rows.',
  instead: [],
  examples: {
    caught: [
      '5,6,7: migrate status',
      '7: migrate diff --from-empty --to-schema s',
      '5,6: migrate diff --from-url a --to-url b --exit-code',
      '5,6,7: studio',
    ],
    passed: ['7: migrate diff --from-migrations m --to-empty', '5,6,7: migrate resolve --applied x'],
  },
};
