import type { Rule } from './rule.ts';

export const dev: Rule = {
  id: 'dev',
  when: { majors: [6, 7], commands: ['dev'] },
  risk: 'none',
  reach: 'files',
  effect: 'Starts, lists or stops databases of `prisma dev` on this machine.',
  instead: [],
  examples: {
    caught: ['6,7: dev', '6,7: dev ls', '6,7: dev stop x'],
    passed: ['6,7: dev rm x'],
  },
};
