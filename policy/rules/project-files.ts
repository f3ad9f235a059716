import type { Rule } from './rule.ts';

export const projectFiles: Rule = {
  id: 'project-files',
  when: {
    majors: [5, 6, 7],
    commands: ['init', 'generate', 'validate', 'format', 'version', 'telemetry', 'debug', 'complete', 'rules', 'login'],
  },
  risk: 'none',
  reach: 'files',
  effect: 'Writes only files of the project, or nothing.',
  instead: [],
  examples: {
    caught: [
      '5,6,7: generate',
      '5,6,7: validate db push --force-reset',
      '5,6,7: format --check',
      '5,6,7: version',
      '5,6,7: init',
      '7: complete db push --force-reset',
      '6: login',
    ],
    passed: ['5,6,7: db push', '7: bootstrap'],
  },
};
