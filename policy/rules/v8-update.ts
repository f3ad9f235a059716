import type { Rule } from './rule.ts';

export const v8Update: Rule = {
  id: 'v8-update',
  when: { majors: [8], commands: ['db update'] },
  risk: 'change',
  reach: 'main',
  effect: 'Changes the database to match the contract; Prisma 8 asks before it drops anything.',
  instead: ['`prisma db update --dry-run` shows the plan.'],
  examples: {
    caught: ['8: db update', '8: db update --yes', '8: db update --db postgres://h/d'],
    passed: ['8: db update --confirm app', '8: db migrate'],
  },
};
