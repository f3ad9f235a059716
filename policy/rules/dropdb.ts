import type { Rule } from './rule.ts';

export const dropdb: Rule = {
  id: 'dropdb',
  when: { program: 'dropdb' },
  risk: 'destroy',
  reach: 'main',
  effect: 'Drops the whole database.',
  instead: [
    {
      own: '`pg_dump` first, and rename it with ALTER DATABASE … RENAME TO: a database renamed away can be renamed back.',
    },
  ],
  incident: 'An agent typed it with the name of the database it was working on, and all of it was gone.',
  examples: {
    caught: [
      'dropdb: app',
      'dropdb: -h db.example.com -U me app',
      'dropdb: --if-exists app',
      'dropdb: -ef app',
      'dropdb: -- -app',
      'dropdb: --forc app',
    ],
    passed: ['dropdb: --help', 'dropdb: --version'],
  },
};
