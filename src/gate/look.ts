import path from 'node:path';
import { unforeseen } from '../channel/descriptor.ts';
import type { Host } from '../host.ts';
import type { Foresight, SqlScript } from '../types.ts';
import type { EngineRequest } from './describe-call.ts';
import type { Dialogue } from './dialogue.ts';
import type { EngineStart } from './engine-start.ts';
import { pendingSql } from './pending-sql.ts';

export const nothing: Foresight = { changes: false, mayLose: false, isAsked: false };

/**
 * What a call would do: nothing only where the engine itself, asked about the same files and filters, says that nothing is to
 * be done. Source of the questions: MigrateDiff.ts and Migrate.ts of Prisma 5.22, 6.19 and 7.10.
 */
export async function foresee(
  host: Host,
  start: EngineStart,
  { method, params }: EngineRequest,
  ask: Dialogue['ask'],
): Promise<Foresight> {
  try {
    if (method === 'schemaPush') return await foreseePush(host, start, params as PushParams, ask);
    if (method === 'applyMigrations') return await foreseeMigrations(host, params as object, ask);
    if (method === 'dbExecute') return { ...unforeseen, scripts: [scriptOf(params)] };
    // It makes a database where there is none.
    if (method === 'createDatabase') return { ...unforeseen, mayLose: false };
    return unforeseen;
  } catch {
    return unforeseen;
  }
}

interface SchemaFile {
  readonly path: string;
  readonly content: string;
}

interface PushParams {
  readonly force?: unknown;
  readonly schema?: { readonly files?: readonly SchemaFile[] };
  readonly filters?: unknown;
}

async function foreseePush(
  host: Host,
  start: EngineStart,
  params: PushParams,
  ask: Dialogue['ask'],
): Promise<Foresight> {
  const files = params.schema?.files;
  if (files === undefined || files.length === 0) return unforeseen;
  const source = files.find(({ content }) => /^\s*datasource\s/m.test(content));
  if (source === undefined) return unforeseen;
  const configDir = start.datasource === undefined ? path.dirname(source.path) : host.cwd;
  const printed: string[] = [];
  const answer = await ask(
    'diff',
    {
      from: { tag: 'schemaDatasource', files, configDir },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      shadowDatabaseUrl: null,
      ...(params.filters !== undefined && { filters: params.filters }),
    },
    (text) => printed.push(text),
  );
  const { exitCode, stdout } = (answer ?? {}) as { readonly exitCode?: unknown; readonly stdout?: unknown };
  if (exitCode === 0) return nothing;
  const sql = typeof stdout === 'string' ? stdout : printed.join('');
  // Without force the engine pushes nothing of which it warns, and Prisma shows the warnings and asks.
  const isAsked = params.force === false;
  const scripts = sql.trim() === '' ? undefined : [{ migration: undefined, sql }];
  return { changes: true, mayLose: true, isAsked, ...(scripts && { scripts }) };
}

/** Whatever Prisma sends, and not only what its types promise. Throws where there is none. */
function scriptOf(params: unknown): SqlScript {
  const { script } = (params ?? {}) as { readonly script?: unknown };
  if (typeof script !== 'string') throw new Error('no script');
  return { migration: undefined, sql: script };
}

/** As `migrate status` asks it, which uses no shadow database. */
async function foreseeMigrations(host: Host, params: object, ask: Dialogue['ask']): Promise<Foresight> {
  const scripts = await pendingMigrations(host, params, ask);
  if (scripts?.length === 0) return nothing;
  return { ...unforeseen, ...(scripts && { scripts }) };
}

/** In the order in which they will run; none where all is in order. Undefined where more is wrong, or one cannot be read. */
export async function pendingMigrations(
  host: Host,
  params: object,
  ask: Dialogue['ask'],
): Promise<readonly SqlScript[] | undefined> {
  const answer = (await ask('diagnoseMigrationHistory', {
    ...params,
    optInToShadowDatabase: false,
  })) as Diagnosis | null;
  const isInOrder =
    answer?.history === null &&
    answer.hasMigrationsTable === true &&
    answer.failedMigrationNames?.length === 0 &&
    (answer.errorInUnappliedMigration ?? null) === null;
  if (isInOrder) return [];
  const pending = unappliedIn(answer);
  return pending && pendingSql(host, params, pending);
}

interface Diagnosis {
  readonly history?: unknown;
  readonly hasMigrationsTable?: unknown;
  readonly failedMigrationNames?: readonly unknown[];
  readonly errorInUnappliedMigration?: unknown;
}

/** Undefined where more is wrong than that some are still to be applied. */
function unappliedIn(answer: Diagnosis | null): readonly string[] | undefined {
  const { diagnostic, unappliedMigrationNames: names } = (answer?.history ?? {}) as {
    readonly diagnostic?: unknown;
    readonly unappliedMigrationNames?: unknown;
  };
  const isBehind = diagnostic === 'databaseIsBehind' && Array.isArray(names) && names.length > 0;
  return isBehind && answer?.failedMigrationNames?.length === 0 ? names.map(String) : undefined;
}
