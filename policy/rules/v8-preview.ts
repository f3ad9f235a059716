import type { Rule } from './rule.ts';

export const v8Preview: Rule = {
  id: 'v8-preview',
  when: { majors: [8], commands: ['db update', 'db init'], given: ['dry-run'] },
  risk: 'none',
  reach: 'nothing',
  effect: 'Shows the plan and applies nothing.',
  instead: [],
  examples: {
    caught: ['8: db update --dry-run', '8: db update --confirm app --dryRun', '8: db init --dry-run=yes'],
    passed: ['8: db update --dry-run=false', '8: db update --no-dry-run', '8: db update --dry-run false'],
  },
};
