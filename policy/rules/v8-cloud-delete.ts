import type { Rule } from './rule.ts';

export const v8CloudDelete: Rule = {
  id: 'v8-cloud-delete',
  when: {
    majors: [8],
    commands: [
      'project delete',
      'project transfer',
      'project env delete',
      'postgres delete',
      'postgres backup restore',
      'postgres connection delete',
      'bucket delete',
      'bucket key delete',
      'service delete',
      'service version delete',
      'service domain delete',
      'git disconnect',
    ],
  },
  risk: 'destroy',
  reach: 'cloud',
  effect: 'Deletes, replaces or gives away something of the Prisma platform that cannot be had back.',
  instead: ['The console of the platform shows what depends on it.'],
  examples: {
    caught: [
      '8: postgres delete db_1 --confirm db_1',
      '8: project delete p',
      '8: postgres backup restore db --confirm db',
      '8: bucket key delete b k',
      '8: git disconnect',
    ],
    passed: ['8: postgres list', '8: project delete --help'],
  },
};
