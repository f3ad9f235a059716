import type { Rule } from './rule.ts';

export const dbDrop: Rule = {
  id: 'db-drop',
  when: { majors: [5, 6, 7], commands: ['db drop'] },
  risk: 'destroy',
  reach: 'main',
  effect: 'Says that it drops the database. No release since 2.20 has the command.',
  instead: [],
  examples: {
    caught: ['5,6,7: db drop', '5,6,7: db drop --preview-feature -f'],
    passed: ['5,6,7: migrate drop'],
  },
};
