import type { Rule } from './rule.ts';

export const devRemove: Rule = {
  id: 'dev-remove',
  when: { majors: [6, 7], commands: ['dev'], words: ['rm'] },
  risk: 'destroy',
  reach: 'local',
  effect: 'Deletes databases of `prisma dev` on this machine.',
  instead: [{ own: '`prisma dev ls` shows what is there; `prisma dev stop` stops one and keeps its data.' }],
  examples: {
    caught: ['6,7: dev rm x', '6,7: dev rm x --force', '6,7: dev --debug rm x'],
    passed: ['6,7: dev', '6,7: dev ls', '6,7: dev stop x'],
  },
};
