#!/usr/bin/env node
/**
 * A schema engine that connects to nothing. It writes every call as a JSON line to the file that
 * TRIPWIRE_LOG names and answers as the real engine would on a database that is in order.
 * TRIPWIRE_SAYS, a comma list, changes that: `drift`, `data-loss`, `unexecutable`, `steps`
 * (a migration is due), `missing-database`, `in-sync`, `fail:<method or command>`.
 *
 * The gate may ask, under ids of its own, whether a call would change anything: a change is due, unless it is told `in-sync`.
 */
import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { readEngineArguments, urlOfParams } from './engine-arguments.mjs';

const argv = process.argv.slice(2);
const given = readEngineArguments(argv);
const says = (process.env.TRIPWIRE_SAYS ?? '').split(',');
let wasReset = false;

function record(kind, method, params, asker = 'prisma') {
  const call = {
    kind,
    asker,
    method,
    url: urlOfParams(params) ?? given.url,
    shadowUrl: shadowOf(params),
    params,
    argv,
  };
  const line = JSON.stringify({ ...call, cwd: process.cwd(), pid: process.pid });
  if (process.env.TRIPWIRE_LOG) appendFileSync(process.env.TRIPWIRE_LOG, `${line}\n`);
}

const shadowOf = (params) => params?.shadowDatabaseUrl ?? given.shadowUrl;

/** 5 names the folder, later versions send what is in it. */
const migrationsOf = ({ migrationsList, migrationsDirectoryPath }) => {
  if (migrationsDirectoryPath === undefined) return migrationsList.migrationDirectories.map(({ path }) => path);
  if (!existsSync(migrationsDirectoryPath)) return [];
  const entries = readdirSync(migrationsDirectoryPath, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
};

const answers = {
  applyMigrations: (params) => ({ appliedMigrationNames: migrationsOf(params) }),
  createDatabase: () => ({ databaseName: 'tripwire' }),
  createMigration: (params) => ({
    connectorType: given.provider,
    generatedMigrationName: `20260101000000_${params.migrationName}`,
    migrationScript: '-- written by the tripwire\n',
    extension: 'sql',
  }),
  dbExecute: () => null,
  devDiagnostic: () => ({
    action: says.includes('drift')
      ? { tag: 'reset', reason: 'Drift detected: the tripwire was told to say so.' }
      : { tag: 'createMigration' },
  }),
  diagnoseMigrationHistory: () => ({
    drift: null,
    history: null,
    failedMigrationNames: [],
    editedMigrationNames: [],
    errorInUnappliedMigration: null,
    hasMigrationsTable: true,
  }),
  diff: () => {
    send({ id: 1, method: 'print', params: { content: '-- from the tripwire' } });
    return { exitCode: 0, stdout: null };
  },
  ensureConnectionValidity: () => ({}),
  evaluateDataLoss: () => ({
    migrationSteps: says.some((word) => ['steps', 'data-loss', 'unexecutable'].includes(word)) ? 1 : 0,
    warnings: says.includes('data-loss') ? [{ message: dataLoss, stepIndex: 0 }] : [],
    unexecutableSteps: says.includes('unexecutable') ? [{ message: unexecutable, stepIndex: 0 }] : [],
  }),
  getDatabaseVersion: () => 'tripwire',
  introspect: (params) => ({ schema: params.schema, datamodel: '', views: null, warnings: null }),
  listMigrationDirectories: (params) => ({ migrations: migrationsOf(params) }),
  markMigrationApplied: () => ({}),
  markMigrationRolledBack: () => ({}),
  reset: () => {
    wasReset = true;
    return null;
  },
  schemaPush: (params) => {
    const stopped = !wasReset && says.includes('unexecutable');
    const warned = !wasReset && says.includes('data-loss');
    return {
      executedSteps: stopped || (warned && !params.force) ? 0 : 1,
      unexecutable: stopped ? [unexecutable] : [],
      warnings: warned ? [dataLoss] : [],
    };
  },
};

const dataLoss = 'You are about to drop the column `name` on the `User` table, which still contains 2 non-null values.';
const unexecutable = 'Added the required column `age` to the `User` table without a default value.';

const isDue = !says.includes('in-sync');
const looked = {
  diff: () => ({ exitCode: isDue ? 2 : 0, stdout: null }),
  diagnoseMigrationHistory: (params) => ({
    ...answers.diagnoseMigrationHistory(),
    history: isDue ? { diagnostic: 'databaseIsBehind', unappliedMigrationNames: migrationsOf(params) } : null,
  }),
};

function answer({ id, method, params }) {
  const isLook = String(id).startsWith('prisma-interlock-');
  record('rpc', method, params ?? undefined, isLook ? 'gate' : 'prisma');
  if (says.includes(`fail:${method}`)) return { id, error: failure(`the tripwire was told to fail ${method}`) };
  if (isLook && looked[method]) return { id, result: looked[method](params ?? {}) };
  const reply = answers[method];
  if (reply === undefined) return { id, error: failure(`the tripwire does not know ${method}`) };
  return { id, result: reply(params ?? {}) };
}

const failure = (message) => ({
  code: 4466,
  message: 'An error happened. Check the data field for details.',
  data: { is_panic: false, message, meta: null, error_code: 'P1001' },
});

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

function runCommand(command) {
  record('cli', command, undefined);
  const missing = command === 'can-connect-to-database' && says.includes('missing-database');
  const failed = says.includes(`fail:${command}`);
  const fields = missing
    ? { message: 'Database `tripwire` does not exist.', error_code: 'P1003' }
    : { message: `the tripwire was told to fail ${command}`, error_code: 'P1001' };
  const done = {
    message: command === 'drop-database' ? 'The database was successfully dropped.' : 'Connection successful',
  };
  const line =
    missing || failed ? { level: 'ERROR', fields: { is_panic: false, ...fields } } : { level: 'INFO', fields: done };
  // The CLI takes the first line for a greeting and skips it.
  for (const entry of [{ level: 'INFO', fields: { message: 'Starting schema engine CLI' } }, line]) {
    process.stderr.write(`${JSON.stringify({ timestamp: '', target: 'schema_engine::logger', ...entry })}\n`);
  }
  process.exitCode = missing || failed ? 1 : 0;
}

if (given.form === 'version') {
  process.stdout.write('schema-engine-cli tripwire\n');
} else if (given.form === 'cli') {
  runCommand(given.command);
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    const message = line.trim() === '' ? {} : JSON.parse(line);
    if (message.method !== undefined) send(answer(message));
  }
}
