import type { Rule } from './rule.ts';

export const dbExecute: Rule = {
  id: 'db-execute',
  when: { majors: [5, 6, 7], commands: ['db execute'] },
  risk: 'destroy',
  reach: 'main',
  effect: 'Runs a script of SQL that prisma-interlock has not read, so it may drop anything.',
  instead: ['A migration keeps the SQL with the project: `prisma migrate dev --create-only`.'],
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
