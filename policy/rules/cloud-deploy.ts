import type { Rule } from './rule.ts';

export const cloudDeploy: Rule = {
  id: 'cloud-deploy',
  when: { majors: [6, 8], commands: ['deploy'] },
  risk: 'change',
  reach: 'cloud',
  effect: 'Deploys to the Prisma platform; in Prisma 8 to production unless a stage is named.',
  instead: ['Name a stage with `--stage`.'],
  examples: {
    caught: ['6: deploy', '8: deploy app.ts', '8: deploy app.ts --stage x'],
    passed: ['8: deploy --help'],
  },
};
