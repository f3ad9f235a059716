import type { Rule } from './rule.ts';

export const v8Write: Rule = {
  id: 'v8-write',
  when: { majors: [8], commands: ['db init', 'db sign'] },
  risk: 'change',
  reach: 'main',
  effect: 'Adds to the database: tables of the contract, or the marker that says it matches.',
  instead: [],
  examples: {
    caught: ['8: db init', '8: db sign'],
    passed: ['8: db verify'],
  },
};
