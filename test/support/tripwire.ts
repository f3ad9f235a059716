import { existsSync, readFileSync } from 'node:fs';

/** One thing that a Prisma CLI asked of the tripwire engine, or one run of a recording seed script. */
export interface EngineCall {
  readonly kind: 'rpc' | 'cli' | 'seed';
  /** The gate asks whether a call would change anything. */
  readonly asker?: 'prisma' | 'gate';
  readonly method: string;
  readonly url?: string;
  readonly shadowUrl?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the shape differs by method and by major
  readonly params?: any;
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly pid: number;
}

export type Effect = 'destroys' | 'runs-script' | 'changes' | 'shadow' | 'reads';

/** Those of Prisma, oldest first. A file that is not there means that no call was made. */
export function readCalls(file: string): EngineCall[] {
  return readAllCalls(file).filter(({ asker }) => asker !== 'gate');
}

/** Those of the gate, by which it learns whether a call of Prisma would change anything. */
export function readLooks(file: string): EngineCall[] {
  return readAllCalls(file).filter(({ asker }) => asker === 'gate');
}

function readAllCalls(file: string): EngineCall[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line): EngineCall => JSON.parse(line));
}

const changing = ['schemaPush', 'applyMigrations', 'markMigrationApplied', 'markMigrationRolledBack'];
const replaying = ['devDiagnostic', 'diagnoseMigrationHistory', 'evaluateDataLoss', 'createMigration'];

/** `shadow`: the engine would replay migrations in a configured shadow database, which it wipes first. */
export function effectOf(call: EngineCall): Effect {
  const { method, params } = call;
  if (method === 'reset' || method === 'drop-database') return 'destroys';
  if (method === 'schemaPush' && params?.force === true) return 'destroys';
  if (method === 'dbExecute' || call.kind === 'seed') return 'runs-script';
  if (changing.includes(method) || method === 'create-database' || method === 'createDatabase') return 'changes';
  if (call.shadowUrl === undefined) return 'reads';
  if (method === 'diff') return [params?.from?.tag, params?.to?.tag].includes('migrations') ? 'shadow' : 'reads';
  if (method === 'diagnoseMigrationHistory') return params?.optInToShadowDatabase === true ? 'shadow' : 'reads';
  return replaying.includes(method) ? 'shadow' : 'reads';
}

export function isDestructive(calls: readonly EngineCall[]): boolean {
  return calls.some((call) => effectOf(call) === 'destroys');
}

/** Anything but reading, the wiping of a shadow database included. */
export function isMutating(calls: readonly EngineCall[]): boolean {
  return calls.some((call) => effectOf(call) !== 'reads');
}

/** In short, without what only lists files: `can-connect-to-database`, `schemaPush(force:true)`, `dbExecute(url)`, `SEED`. */
export function describeCalls(calls: readonly EngineCall[]): string[] {
  const shown = calls.filter(({ method }) => method !== 'listMigrationDirectories');
  return shown.map(({ kind, method, params }) => {
    if (kind === 'seed') return 'SEED';
    if (method === 'schemaPush' || method === 'introspect') return `${method}(force:${params?.force === true})`;
    if (method === 'dbExecute') return `${method}(${params?.datasourceType?.tag})`;
    if (method === 'createMigration') return `${method}(draft:${params?.draft === true})`;
    return method;
  });
}
