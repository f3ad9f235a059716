import type { Rule } from './rule.ts';

export const migrateDeploy: Rule = {
  id: 'migrate-deploy',
  when: { majors: [5, 6, 7], commands: ['migrate deploy'] },
  risk: 'change',
  sql: 'migrations',
  reach: 'main',
  effect: 'Runs the SQL of every pending migration, whatever that SQL is.',
  instead: ['`prisma migrate status` lists what it would run.'],
  examples: {
    caught: ['5,6,7: migrate deploy', '5,6,7: migrate --telemetry-information x deploy'],
    passed: ['5,6,7: migrate status', '5,6,7: migrate deploy --help'],
  },
};
