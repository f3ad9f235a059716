import type { Address } from '../../../../databases/postgresql/address.ts';
import { maintain, name } from '../../../../databases/postgresql/session.ts';
import { connection } from '../../../../databases/postgresql/tools.ts';
import { runTool, ToolFailure } from '../../../../databases/tools/run-tool.ts';
import type { Host } from '../../../../host.ts';

/** The database beside the target that is loaded, and the program that loads it. */
export interface Copy {
  readonly host: Host;
  /** Where it is: `address.database` is its own name. */
  readonly address: Address;
  /** Absolute path of pg_restore. */
  readonly program: string;
  /** The server's: `15.18`. */
  readonly version: string;
}

const common = ['--no-password'];

/** All or nothing. Two at once and one that leads them: of the connections that a role may have, few. Throws `ToolFailure`. */
export async function loadExactly(copy: Copy, file: string, args: readonly string[] = []): Promise<void> {
  await run(copy, ['--jobs=2', '--exit-on-error', ...args, file]);
}

/** The ids of entries that could not be loaded, each with the server's error. */
export type Failures = ReadonlyMap<number, string>;

/**
 * Loads what can be loaded of it, one entry after the other: two at once may write into each other's lines, and then it is not
 * known what failed. Throws where it did not come to the end.
 */
export async function loadWhatGoes(copy: Copy, file: string, args: readonly string[]): Promise<Failures> {
  const failed = new Map<number, string>();
  let last = Number.NaN;
  let isOver = false;
  let isUnclear = false;
  const onLine = (line: string) => {
    const [, id] = /: from TOC entry (\d+); /.exec(line) ?? [];
    if (id !== undefined) last = Number(id);
    const [, error] = /: error: (.+)$/.exec(line) ?? [];
    if (id !== undefined || (error !== undefined && failed.get(last) === '')) failed.set(last, error ?? '');
    if (/^\S+: while (INITIALIZING|FINALIZING):$/.test(line)) isUnclear = true;
    if (/^\S+: warning: errors ignored on restore: \d+$/.test(line)) isOver = true;
  };
  try {
    // Without `--verbose` an error does not say which entry it is of.
    await run(copy, ['--verbose', ...args, file], onLine);
  } catch (error) {
    if (!(error instanceof ToolFailure) || !isOver || isUnclear || failed.size === 0) throw error;
  }
  return failed;
}

/** These entries alone, in this order. */
export async function loadEntries(copy: Copy, file: string, ids: Iterable<number>): Promise<Failures> {
  const { promises } = copy.host.fs;
  const list = `${file}.list`;
  await promises.writeFile(list, [...ids].map((id) => `${id};\n`).join(''));
  return loadWhatGoes(copy, file, [`--use-list=${list}`]).finally(() => promises.rm(list, { force: true }));
}

/** For sessions of this user that begin from now on. The strongest of all defaults is that of a role in one database. */
export async function setForUser({ host, address }: Copy, setting: string, value: string | undefined): Promise<void> {
  const change = value === undefined ? `RESET ${setting}` : `SET ${setting} TO ${value}`;
  await maintain(host, address, async (session) => {
    await session.query(`ALTER ROLE CURRENT_USER IN DATABASE ${name(address.database)} ${change}`);
  });
}

async function run({ host, address, program }: Copy, args: readonly string[], onLine?: (line: string) => void) {
  const all = [...common, `--dbname=dbname=${address.database}`, ...args];
  await runTool(host, { path: program, args: all, ...connection(host, address), ...(onLine && { onLine }) });
}
