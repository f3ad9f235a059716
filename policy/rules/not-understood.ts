import type { Rule } from './rule.ts';

export const notUnderstood: Rule = {
  id: 'not-understood',
  when: { reading: ['unreadable'] },
  risk: 'unknown',
  reach: 'main',
  effect: 'Nobody can say what this line does: it is not in the grammar of this Prisma.',
  instead: ['Check the spelling with `prisma --help`.', 'Update prisma-interlock if this is new in Prisma.'],
  examples: {
    caught: [
      '5,6,7: db push --force-reset --bogus',
      '5,6,7: constructor',
      '7: migrate reset --skip-seed',
      '8: db push',
      '8: db update --dry-run=maybe',
      '9: generate',
      '4: --version',
      'dropdb: --i app',
    ],
    passed: ['5,6,7: db push', 'dropdb: --if app'],
  },
};
