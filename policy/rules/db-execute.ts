import type { Rule } from './rule.ts';

export const dbExecute: Rule = {
  id: 'db-execute',
  when: { majors: [5, 6, 7], commands: ['db execute'] },
  risk: 'destroy',
  whereProtected: 'destroy',
  sql: 'script',
  reach: 'main',
  effect: 'Runs a script of SQL, whatever that SQL is.',
  instead: [
    'Show the SQL to whoever answers for this database, before anything runs it.',
    { own: '`prisma migrate dev --create-only` keeps SQL with the project, where it is read before it runs.' },
  ],
  examples: {
    caught: [
      '5,6,7: db execute --stdin',
      '5,6,7: db execute --file x.sql',
      '5,6: db execute --url postgresql://h/d --stdin=false',
      '5,6,7: db execute',
    ],
    passed: ['5,6,7: db execute --help', '7: db execute --url x --stdin'],
  },
};
