import type { Rule } from './rule.ts';

export const platformDelete: Rule = {
  id: 'platform-delete',
  when: {
    majors: [5, 6],
    commands: ['platform'],
    words: ['delete', 'disable'],
    withoutWords: ['--help', '-h'],
  },
  risk: 'destroy',
  reach: 'cloud',
  effect: 'Deletes a project, an environment or a key of the Prisma platform, without asking.',
  instead: ['The console of the platform shows what depends on it, and asks.'],
  examples: {
    caught: [
      '5,6: platform project delete --early-access --project p',
      '5,6: platform accelerate disable --early-access',
    ],
    passed: ['5,6: platform project show --early-access', '5,6: platform project delete -h'],
  },
};
