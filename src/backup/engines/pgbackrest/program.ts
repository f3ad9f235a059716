import { runProgram } from '../../../databases/tools/run-program.ts';
import type { Tool } from '../../../databases/tools/tool.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { Host } from '../../../host.ts';
import type { PgBackRestChoice } from '../../../policy/policy.ts';
import { findPrograms } from '../../../project/search-path.ts';

export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

const longest = 6 * 60 * 60;

/** Gives what it printed. Throws an `Error` in pgBackRest's own words; no password is ever handed to it. */
export async function runPgBackRest(
  host: Host,
  choice: PgBackRestChoice,
  command: string,
  args: readonly string[],
): Promise<string> {
  const { path } = await findProgram(host);
  const config = choice.config === undefined ? [] : [`--config=${choice.config}`];
  return runProgram(host, {
    words: [path, command, `--stanza=${choice.stanza}`, ...config, ...args],
    env: {},
    owner: await ownerFor(host, choice),
    timeoutSeconds: choice.timeoutSeconds ?? longest,
    secrets: [],
  });
}

/** Throws `tool-missing`. */
export async function findProgram(host: Host): Promise<Tool> {
  const [found] = await findAll(host);
  if (found) return found;
  throw new InterlockError('tool-missing', {
    why: 'pgbackrest is not on PATH, and the policy says that this database is backed up with it.',
    next: ['Debian, Ubuntu: apt-get install pgbackrest.'],
  });
}

async function findAll(host: Host): Promise<Tool[]> {
  const [path] = findPrograms(host, 'pgbackrest');
  if (path === undefined) return [];
  // It knows no --version: `pgBackRest 2.45` is what the command prints.
  const printed = await runProgram(host, { words: [path, 'version'], env: {}, timeoutSeconds: 10, secrets: [] });
  return [{ name: 'pgbackrest', path, version: /\d+(\.\d+)+/.exec(printed)?.[0] ?? '' }];
}

/** PostgreSQL refuses to run as root, and so what we restore for it belongs to its own user. */
export async function ownerFor(host: Host, { user = 'postgres' }: PgBackRestChoice): Promise<Owner> {
  if (host.platform === 'win32' || host.fs.statSync('/proc/self', { throwIfNoEntry: false })?.uid !== 0) return {};
  const id = async (flag: string) =>
    Number(await runProgram(host, { words: ['/usr/bin/id', flag, user], env: {}, timeoutSeconds: 10, secrets: [] }));
  return { uid: await id('-u'), gid: await id('-g') };
}
