import type { Advice, CarriedSql, Risk } from '../src/types.ts';

/** What one method of Prisma's schema engine does to a database. */
export interface EngineCall {
  readonly risk: Risk;
  /** One sentence: what it does. */
  readonly effect: string;
  readonly instead?: readonly Advice[];
  /** It runs SQL that can be read: then that counts. */
  readonly sql?: CarriedSql;
  /** What it is in staging, in production and where nobody knows, whatever was read. */
  readonly whereProtected?: Risk;
  /** Replays the migrations on the shadow database, which it empties first: the risk for that database, where one is configured. */
  readonly shadow?: Risk;
  /** A parameter that makes it more than it is, and what it then is. */
  readonly raisedBy?: Pick<EngineCall, 'risk' | 'effect' | 'sql' | 'whereProtected'> & { readonly parameter: string };
  /** It replays only where this holds: a parameter that is true, or one side of a comparison that names migrations. */
  readonly replaysOnlyWith?: string;
}

const none = (effect: string): EngineCall => ({ risk: 'none', effect });

/**
 * The methods of the JSON-RPC of Prisma 5.22, 6.19 and 7.10 (SchemaEngineCLI.ts), and the words of the engine's command form
 * (schemaEngineCommands.ts). A method that is not here is `unknown`.
 */
export const engineCalls: Readonly<Record<string, EngineCall>> = {
  reset: {
    risk: 'destroy',
    effect: 'Drops every table of the database.',
    instead: ['`prisma migrate status` shows which migrations are missing, `prisma migrate diff` what has drifted.'],
  },
  schemaPush: {
    risk: 'change',
    effect: 'Changes the database to match the schema, without a migration.',
    instead: [
      '`prisma migrate diff` shows what differs between schema and database, and changes nothing.',
      { own: '`prisma migrate dev` keeps the change as a migration that can be read, reviewed and repeated.' },
    ],
    raisedBy: {
      parameter: 'force',
      risk: 'destroy',
      whereProtected: 'destroy',
      sql: 'diff',
      effect: 'Changes the database to match the schema, and drops the columns and tables that are in the way.',
    },
  },
  applyMigrations: {
    risk: 'change',
    effect: 'Runs the SQL of every pending migration, whatever that SQL is.',
    instead: ['`prisma migrate status` lists what it would run.'],
    sql: 'migrations',
  },
  createMigration: {
    risk: 'change',
    effect: 'Writes a new migration, after it replayed the earlier ones on a shadow database.',
    shadow: 'change',
  },
  dbExecute: {
    risk: 'destroy',
    whereProtected: 'destroy',
    effect: 'Runs a script of SQL, whatever that SQL is.',
    sql: 'script',
    instead: ['Show the SQL to whoever answers for this database, before anything runs it.'],
  },
  markMigrationApplied: { risk: 'change', effect: 'Writes into the table of migrations that one was applied.' },
  markMigrationRolledBack: { risk: 'change', effect: 'Writes into the table of migrations that one was rolled back.' },
  dropDatabase: { risk: 'destroy', effect: 'Drops the whole database.' },
  createDatabase: { risk: 'change', effect: 'Creates the database.' },

  devDiagnostic: { ...none('Compares the migrations with the database.'), shadow: 'change' },
  evaluateDataLoss: { ...none('Tells what a migration would lose.'), shadow: 'change' },
  diagnoseMigrationHistory: {
    ...none('Compares the history of migrations with the database.'),
    shadow: 'change',
    replaysOnlyWith: 'optInToShadowDatabase',
  },
  diff: { ...none('Compares two schemas.'), shadow: 'destroy', replaysOnlyWith: 'migrations' },
  ensureConnectionValidity: none('Connects to the database.'),
  getDatabaseDescription: none('Describes the database.'),
  getDatabaseVersion: none("Asks for the database server's version."),
  introspect: none('Reads the structure of the database.'),
  introspectSql: none('Reads the types of SQL queries.'),
  listMigrationDirectories: none('Lists the folders of migrations.'),
  debugPanic: none('Makes the engine stop.'),

  'can-connect-to-database': none('Connects to the database.'),
  'create-database': { risk: 'change', effect: 'Creates the database.' },
  'drop-database': { risk: 'destroy', effect: 'Drops the whole database.' },
};

/** For a method that nobody here knows. */
export const unknownCall: EngineCall = { risk: 'unknown', effect: 'Nobody here knows what this does to a database.' };
