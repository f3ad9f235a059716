import type { Rule } from './rule.ts';

export const v8Migrate: Rule = {
  id: 'v8-migrate',
  when: { majors: [8], commands: ['db migrate'] },
  risk: 'destroy',
  sql: 'migrations',
  reach: 'main',
  effect: 'Applies the planned migrations, with every drop in them, and asks for nothing.',
  instead: ['`prisma db migrate --show` lists the route first.'],
  examples: {
    caught: ['8: db migrate', '8: db migrate --show=false', '8: db migrate --to x'],
    passed: ['8: db migrate --show'],
  },
};
