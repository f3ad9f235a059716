import type { Rule } from './rule.ts';

/** Its server takes `{"procedure":"query","query":{"sql":…}}` from whatever program on this machine sends it (seen with 7.10). */
export const studio: Rule = {
  id: 'studio',
  when: { majors: [5, 6, 7], commands: ['studio'] },
  risk: 'change',
  whereProtected: 'destroy',
  waits: true,
  reach: 'main',
  effect: 'Opens a server on this machine that runs whatever SQL a browser, or any other local program, sends it.',
  instead: [
    '`prisma db pull --print` shows the structure.',
    "A role that may only read, in the database's own console, shows the rows.",
  ],
  examples: {
    caught: [
      '5,6,7: studio',
      '5,6,7: studio --browser none --port 5555',
      '7: studio --url postgresql://h/d',
      '5,6: studio --hostname 0.0.0.0 --schema prisma/schema.prisma',
    ],
    passed: ['5,6,7: studio --help', '5,6,7: studio -h', '5,6,7: generate studio'],
  },
};
