import type { Rule } from './rule.ts';

export const dbPull: Rule = {
  id: 'db-pull',
  when: { majors: [5, 6, 7], commands: ['db pull', 'introspect'] },
  risk: 'none',
  reach: 'files',
  effect: 'Reads the database and rewrites the schema file; with `--force` it deletes the old one first.',
  instead: ['Commit the schema first: git brings it back.'],
  examples: {
    caught: ['5,6,7: db pull --force', '5,6,7: db pull --print', '5,6: introspect'],
    passed: ['7: introspect', '5,6,7: db push'],
  },
};
