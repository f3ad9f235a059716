/** The SQL of the migrations that `db migrate` of Prisma 8 would apply: it has no engine that is handed it, so its files are read. */
import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { mayReachElsewhere } from '../sql/elsewhere/scan.ts';
import { type Planned, plannedRoute } from '../target/ask-prisma/route8.ts';
import type { Foresight, Invocation, RealCli, SqlScript } from '../types.ts';

export interface Pending {
  readonly route: readonly Planned[];
  /** One for each operation, named by its migration and its label: all that it sends, its checks as well. */
  readonly scripts: readonly SqlScript[];
}

/** Undefined where Prisma does not say which are pending, or one of them cannot be read whole. Never throws. */
export async function findPending(host: Host, cli: RealCli, invocation: Invocation): Promise<Pending | undefined> {
  try {
    const route = await plannedRoute(host, cli, invocation);
    return route && { route, scripts: scriptsOf(host, invocation, route) };
  } catch {
    return undefined;
  }
}

/** What nobody could read changes, and may lose. */
export function foresightOf(pending: Pending | undefined): Foresight {
  const changes = pending?.route.length !== 0;
  return { changes, mayLose: changes, isAsked: false, ...(pending && { scripts: pending.scripts }) };
}

/**
 * Throws `sql-changed` where the line would run other SQL by now than that which was read. `wasAsked`: a question stood meanwhile, in
 * which the route may have become another one, so Prisma is asked once more.
 */
export async function needSamePending(
  host: Host,
  cli: RealCli,
  invocation: Invocation,
  { route, scripts }: Pending,
  wasAsked: boolean,
): Promise<void> {
  const now = wasAsked ? await findPending(host, cli, invocation) : { scripts: reread(host, invocation, route) };
  if (JSON.stringify(now?.scripts) === JSON.stringify(scripts)) return;
  throw new InterlockError('sql-changed', {
    why: 'The migrations that are pending, or what stands in their ops.json, are not those that were read and judged.',
    next: ['Look at what has changed: `prisma db migrate --show` lists the route. The next run reads it anew.'],
  });
}

function reread(host: Host, invocation: Invocation, route: readonly Planned[]): readonly SqlScript[] | undefined {
  try {
    return scriptsOf(host, invocation, route);
  } catch {
    return undefined;
  }
}

/** Throws where one of them cannot be read. */
function scriptsOf(host: Host, invocation: Invocation, route: readonly Planned[]): SqlScript[] {
  return route.flatMap((planned) => operationsOf(host, invocation, planned));
}

interface Operation {
  readonly label?: unknown;
  readonly precheck?: unknown;
  readonly execute?: unknown;
  readonly postcheck?: unknown;
}

/** Throws where it cannot be read. */
function operationsOf(host: Host, invocation: Invocation, planned: Planned): SqlScript[] {
  const folder = folderOf(host, invocation, planned);
  const operations = readJson(host, path.join(folder, 'ops.json'));
  if (!Array.isArray(operations)) throw new Error('no operations');
  return (operations as readonly (Operation | null)[]).map((operation) => {
    const { label, precheck, execute, postcheck } = operation ?? {};
    if (typeof label !== 'string') throw new Error('no label');
    const sql = [precheck, execute, postcheck].flatMap(sqlOf).join('\n;\n');
    // Other databases are looked for, and backed up, at the calls of an engine alone.
    if (mayReachElsewhere('postgresql', sql, undefined) || mayReachElsewhere('sqlite', sql, undefined))
      throw new Error('it may touch another database');
    return { migration: `${planned.dirName}: ${label}`, sql };
  });
}

/** Each step is SQL: of one that is something else nobody here can tell what it does. */
function sqlOf(steps: unknown): string[] {
  if (!Array.isArray(steps)) throw new Error('no steps');
  return (steps as readonly ({ readonly sql?: unknown } | null)[]).map((step) => {
    if (typeof step?.sql !== 'string') throw new Error('no SQL');
    return step.sql;
  });
}

/** By its hash the one that Prisma means, wherever that looks for it. Throws where there is none. */
function folderOf(host: Host, { config }: Invocation, { spaceId, dirName, migrationHash }: Planned): string {
  const bases = [host.cwd, path.resolve(host.cwd, path.dirname(config ?? ''))];
  const found = bases
    .map((base) => path.join(base, 'migrations', spaceId, dirName))
    .find((folder) => {
      const file = path.join(folder, 'migration.json');
      return host.fs.existsSync(file) && hashIn(readJson(host, file)) === migrationHash;
    });
  if (found === undefined) throw new Error('no folder');
  return found;
}

function hashIn(migration: unknown): unknown {
  return (migration as { readonly migrationHash?: unknown } | null)?.migrationHash;
}

function readJson(host: Host, file: string): unknown {
  return JSON.parse(host.fs.readFileSync(file, 'utf8'));
}
