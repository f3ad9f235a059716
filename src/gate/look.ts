import path from 'node:path';
import type { Host } from '../host.ts';
import type { EngineRequest } from './describe-call.ts';
import type { Dialogue } from './dialogue.ts';
import type { EngineStart } from './engine-start.ts';

/**
 * Whether a call would change the database: false only where the engine itself, asked about the same files and filters, says
 * that nothing is to be done. Source of the questions: MigrateDiff.ts and Migrate.ts of Prisma 5.22, 6.19 and 7.10.
 */
export async function wouldChange(
  host: Host,
  start: EngineStart,
  { method, params }: EngineRequest,
  ask: Dialogue['ask'],
): Promise<boolean> {
  try {
    if (method === 'schemaPush') return await differs(host, start, params as PushParams, ask);
    if (method === 'applyMigrations') return await isBehind(params as object, ask);
    return true;
  } catch {
    return true;
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

async function differs(host: Host, start: EngineStart, params: PushParams, ask: Dialogue['ask']): Promise<boolean> {
  const files = params.schema?.files;
  if (params.force !== false || files === undefined || files.length === 0) return true;
  const source = files.find(({ content }) => /^\s*datasource\s/m.test(content));
  if (source === undefined) return true;
  const configDir = start.datasource === undefined ? path.dirname(source.path) : host.cwd;
  const answer = await ask('diff', {
    from: { tag: 'schemaDatasource', files, configDir },
    to: { tag: 'schemaDatamodel', files },
    script: false,
    exitCode: true,
    shadowDatabaseUrl: null,
    ...(params.filters !== undefined && { filters: params.filters }),
  });
  return (answer as { exitCode?: unknown } | null)?.exitCode !== 0;
}

/** As `migrate status` asks it, which uses no shadow database. */
async function isBehind(params: object, ask: Dialogue['ask']): Promise<boolean> {
  const answer = (await ask('diagnoseMigrationHistory', { ...params, optInToShadowDatabase: false })) as {
    readonly history?: unknown;
    readonly hasMigrationsTable?: unknown;
    readonly failedMigrationNames?: readonly unknown[];
    readonly errorInUnappliedMigration?: unknown;
  } | null;
  const isInOrder =
    answer?.history === null &&
    answer.hasMigrationsTable === true &&
    answer.failedMigrationNames?.length === 0 &&
    (answer.errorInUnappliedMigration ?? null) === null;
  return !isInOrder;
}
