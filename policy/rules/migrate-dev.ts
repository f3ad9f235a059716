import type { Rule } from './rule.ts';

export const migrateDev: Rule = {
  id: 'migrate-dev',
  when: { majors: [5, 6, 7], commands: ['migrate dev'] },
  risk: 'change',
  reach: 'main',
  effect: 'Applies the pending migrations, and a new one made from the schema; wipes a shadow database on the way.',
  instead: ['`prisma migrate status` shows which migrations are missing, and changes nothing.'],
  incident: 'Run against production it found drift, offered a reset, and got a yes.',
  examples: {
    caught: [
      '5,6,7: migrate dev',
      '5,6,7: migrate dev --create-only --name x',
      '5,6,7: migrate dev --name add_password_reset',
      '5,6,7: migrate dev -- --create-only',
    ],
    passed: ['5,6,7: migrate deploy', '5,6,7: migrate dev --help'],
  },
};
