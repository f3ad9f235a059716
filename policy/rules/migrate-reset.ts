import type { Rule } from './rule.ts';

export const migrateReset: Rule = {
  id: 'migrate-reset',
  when: { majors: [5, 6, 7], commands: ['migrate reset'] },
  risk: 'destroy',
  reach: 'main',
  effect: 'Drops the whole database, or everything in it, and applies all migrations to an empty one.',
  instead: [
    '`prisma migrate status` shows which migrations are missing, and changes nothing.',
    '`prisma migrate diff` shows the drift that made a reset look necessary.',
    { own: '`prisma migrate dev` applies what is missing.' },
    { own: '`prisma migrate resolve` marks a migration as applied or rolled back.' },
  ],
  incident: 'A build script of a package.json began with it, and emptied production at every deploy.',
  examples: {
    caught: [
      '5,6,7: migrate reset',
      '5,6,7: migrate reset --force',
      '5,6,7: migrate reset -f x --help',
      '5,6,7: migrate reset --force=false',
      '5,6,7: migrate --preview-feature reset --force',
      '5,6,7: --preview-feature migrate reset --force x',
      '5,6,7: -- migrate -- reset -f',
      '5,6,7: migrate reset x --force',
    ],
    passed: [
      '5,6,7: migrate reset --help',
      '5,6,7: --preview-feature migrate reset --force',
      '5,6,7: migrate dev --name add_password_reset',
    ],
  },
};
