import type { Rule } from './rule.ts';

export const v8DevFresh: Rule = {
  id: 'v8-dev-fresh',
  when: { majors: [8], commands: ['dev'], given: ['fresh'] },
  risk: 'destroy',
  reach: 'local',
  effect: 'Wipes the local development stack and its databases before it starts.',
  instead: [{ own: '`prisma dev` without it keeps the data.' }],
  examples: {
    caught: ['8: dev app.ts --fresh', '8: dev app.ts --fresh=true'],
    passed: ['8: dev app.ts', '8: dev app.ts --no-fresh'],
  },
};
