import type { Rule } from './rule.ts';

export const helpOrVersion: Rule = {
  id: 'help-or-version',
  when: { reading: ['help', 'version'] },
  risk: 'none',
  reach: 'nothing',
  effect: 'Prints and stops.',
  instead: [],
  examples: {
    caught: [
      '5,6,7: --help',
      '5,6,7: -v',
      '5,6,7: db push --force-reset --help',
      '5,6,7: -h db push --force-reset',
      '5,6,7: migrate -h reset -f',
      '8: db update --confirm app --help',
      '8: db -- update',
      'dropdb: --help',
    ],
    passed: ['5,6,7: migrate reset -f x --help', '5,6,7: db push --force-reset -- --help', 'dropdb: app --help'],
  },
};
