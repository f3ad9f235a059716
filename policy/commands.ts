import { grammars } from './grammar/index.ts';

/** What holds of commands beside their rules. A test finds each of these words in a grammar or among the engine's calls. */

const { levels, routes } = grammars;

/** The first word of every command of every major. */
export const firstWords: ReadonlySet<string> = new Set(
  [...Object.values(levels), ...Object.values(routes)].flatMap(({ commands }) =>
    Object.keys(commands).map((command) => command.split(' ')[0] ?? ''),
  ),
);

/** First words that are also what people call services, images and folders: no sign of a call where any word may stand. */
export const everydayWords: ReadonlySet<string> = new Set([
  'auth',
  'branch',
  'bucket',
  'deploy',
  'git',
  'init',
  'postgres',
  'project',
  'rules',
  'service',
  'version',
]);

/** First words of commands that reach for something else than the project's database: the platform, servers of their own. */
export const reachElsewhere: ReadonlySet<string> = new Set([
  'auth',
  'bootstrap',
  'branch',
  'bucket',
  'deploy',
  'dev',
  'git',
  'init',
  'login',
  'platform',
  'postgres',
  'project',
  'service',
]);

/** Commands of Prisma 5 to 8 that migrate, and the calls of its engine that do. */
export const migrating: ReadonlySet<string> = new Set([
  'migrate dev',
  'migrate deploy',
  'migrate reset',
  'migrate resolve',
  'db push',
  'db migrate',
  'db update',
  'db init',
  'reset',
  'schemaPush',
  'applyMigrations',
  'markMigrationApplied',
  'markMigrationRolledBack',
]);
