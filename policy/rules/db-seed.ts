import type { Rule } from './rule.ts';

export const dbSeed: Rule = {
  id: 'db-seed',
  when: { majors: [5, 6, 7], commands: ['db seed'] },
  risk: 'change',
  reach: 'main',
  effect: "Runs the project's own seed program, which may do anything to the database.",
  instead: [],
  examples: {
    caught: ['5,6,7: db seed', '5,6,7: db seed -- --help', '5,6,7: db seed x'],
    passed: ['5,6,7: db seed --help', '5,6,7: db seed x --help'],
  },
};
