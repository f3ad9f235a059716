import type { Rule } from './rule.ts';

export const v8CloudChange: Rule = {
  id: 'v8-cloud-change',
  when: {
    majors: [8],
    commands: [
      'project rename',
      'project env add',
      'project env update',
      'postgres connection rotate',
      'service version promote',
      'service version rollback',
      'service version start',
      'service version stop',
      'service domain add',
    ],
  },
  risk: 'change',
  reach: 'cloud',
  effect: 'Changes what runs, or what it may reach, on the Prisma platform.',
  instead: [],
  examples: {
    caught: ['8: service version rollback api', '8: postgres connection rotate c'],
    passed: ['8: service version list', '8: service domain show x'],
  },
};
