import type { Rule } from './rule.ts';

export const dbPushForceReset: Rule = {
  id: 'db-push-force-reset',
  when: { majors: [5, 6, 7], commands: ['db push'], given: ['force-reset'] },
  risk: 'destroy',
  reach: 'main',
  effect: 'Drops every table of the database, then creates the schema anew and empty.',
  instead: [
    '`prisma migrate diff` shows what differs between schema and database, and changes nothing.',
    { own: '`prisma db push` without the reset keeps what fits the schema.' },
    { own: '`prisma migrate dev` writes the change as a migration that can be read before it runs.' },
  ],
  incident: 'On 2025-09-04 one run of it emptied a production database; there was no backup.',
  examples: {
    caught: [
      '5,6,7: db push --force-reset',
      '5,6,7: db push --force-reset=false',
      '5,6,7: db push --force-reset false',
      '5,6,7: -- db push --force-reset',
      '5,6,7: --json db push --force-reset',
      '5,6,7: db push --force-reset -- --help',
      '5,6,7: --telemetry-information x db push --force-reset',
    ],
    passed: [
      '5,6,7: db push',
      '5,6,7: --force-reset db push',
      '5,6,7: db push --no-force-reset',
      '5,6,7: db push --forceReset',
    ],
  },
};
