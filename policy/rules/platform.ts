import type { Rule } from './rule.ts';

export const platform: Rule = {
  id: 'platform',
  when: { majors: [5, 6, 7], commands: ['platform'] },
  risk: 'none',
  reach: 'nothing',
  effect: 'Shows or adds things of the Prisma platform.',
  instead: [],
  examples: {
    caught: ['5,6: platform project show --early-access', '7: platform status'],
    passed: ['5,6: platform serviceToken delete x'],
  },
};
