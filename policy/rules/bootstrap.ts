import type { Rule } from './rule.ts';

export const bootstrap: Rule = {
  id: 'bootstrap',
  when: { majors: [7], commands: ['bootstrap'] },
  risk: 'change',
  reach: 'main',
  effect: 'Links a cloud database, then migrates and seeds it in one go.',
  instead: [{ own: 'Run `prisma migrate dev` and `prisma db seed` one by one.' }],
  examples: {
    caught: ['7: bootstrap', '7: bootstrap --database x'],
    passed: ['7: init'],
  },
};
