import type { Rule } from './rule.ts';

export const postgresLink: Rule = {
  id: 'postgres-link',
  when: { majors: [7], commands: ['postgres'] },
  risk: 'none',
  reach: 'files',
  effect: 'Writes the connection of a Prisma Postgres database into the project.',
  instead: [],
  examples: {
    caught: ['7: postgres link --api-key k', '7: postgres link --force'],
    passed: ['8: postgres delete db'],
  },
};
