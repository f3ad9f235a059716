import type { Rule } from './rule.ts';

export const migrateResolve: Rule = {
  id: 'migrate-resolve',
  when: { majors: [5, 6, 7], commands: ['migrate resolve'] },
  risk: 'change',
  reach: 'main',
  effect: 'Writes the history of migrations, which decides what the next deploy runs or skips.',
  instead: ['`prisma migrate status` shows the history first.'],
  examples: {
    caught: ['5,6,7: migrate resolve --applied 1_init', '5,6,7: migrate resolve --rolled-back=1_init'],
    passed: ['5,6,7: migrate resolve --help', '5,6,7: migrate status'],
  },
};
