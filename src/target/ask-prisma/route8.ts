import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Host } from '../../host.ts';
import type { Invocation, RealCli } from '../../types.ts';
import { collect } from './collect.ts';
import { last } from './prisma-targets.ts';

/** One migration of the way that `db migrate` would go. */
export interface Planned {
  /** Folder of the contract that it belongs to: `app`, or that of an extension. */
  readonly spaceId: string;
  /** Name of its own folder. */
  readonly dirName: string;
  readonly migrationHash: string;
}

/**
 * Which migrations `db migrate` would apply, in their order: `--show` of the same CLI says it, which reads the database's marker and
 * applies nothing. The words are ours, so that nothing of the line can take `--show` away. Undefined where it does not say it.
 * Starts the real CLI once (one to two seconds). Throws what a program that cannot be started throws.
 */
export async function plannedRoute(
  host: Host,
  cli: RealCli,
  { options, config }: Invocation,
): Promise<readonly Planned[] | undefined> {
  const [db, to] = [last(options.db), last(options.to)];
  const given = Object.entries({ config, db, to }).flatMap(([name, value]) => (value ? [`--${name}=${value}`] : []));
  const child = host.childProcess().spawn(host.node, [cli.path, 'db', 'migrate', '--show', '--json', ...given], {
    cwd: host.cwd,
    env: host.env,
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: 30_000,
    killSignal: 'SIGKILL',
    windowsHide: true,
  });
  const said = collect(child.stdout as Readable);
  await once(child, 'exit');
  return routeIn(await said);
}

/** Of its lines of JSON the one with the result. */
function routeIn(text: string): readonly Planned[] | undefined {
  const results = text.split('\n').flatMap((line) => {
    const { kind, envelope } = read(line);
    return kind === 'result' && envelope ? [envelope] : [];
  });
  const [envelope] = results;
  if (results.length !== 1 || envelope?.ok !== true || envelope.commandId !== 'db.migrate') return undefined;
  const migrations = envelope.result?.migrations;
  return Array.isArray(migrations) && migrations.every(isPlanned) ? migrations : undefined;
}

interface Line {
  readonly kind?: unknown;
  readonly envelope?: {
    readonly ok?: unknown;
    readonly commandId?: unknown;
    readonly result?: { readonly migrations?: unknown };
  };
}

function read(line: string): Line {
  try {
    return (JSON.parse(line) ?? {}) as Line;
  } catch {
    return {};
  }
}

/** Names of folders, and no paths. */
function isPlanned(each: unknown): each is Planned {
  const { spaceId, dirName, migrationHash } = (each ?? {}) as Partial<Record<keyof Planned, unknown>>;
  const isName = (name: unknown) => typeof name === 'string' && /^(?!\.)[^/\\\0]+$/.test(name);
  return isName(spaceId) && isName(dirName) && typeof migrationHash === 'string';
}
