import type { Rule } from './rule.ts';

export const v8UpdateWithConsent: Rule = {
  id: 'v8-update-with-consent',
  when: { majors: [8], commands: ['db update'], given: ['confirm', 'interactive'] },
  risk: 'destroy',
  reach: 'main',
  effect:
    'Changes the database to match the contract, with the consent to drop already on the line or read from a pipe.',
  instead: ['`prisma db update --dry-run` shows the plan.'],
  examples: {
    caught: [
      '8: db update --confirm app',
      '8: db update --confirm=app --dry-run=FALSE',
      '8: db update --interactive',
      '8: db update -qy --confirm app',
    ],
    passed: ['8: db update', '8: db update --confirm app --dry-run', '8: db update --no-interactive'],
  },
};
