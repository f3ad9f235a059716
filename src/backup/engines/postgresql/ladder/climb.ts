/**
 * How an archive is loaded into an empty database: exactly; and where the server refuses that, with the path by which names
 * were found when the rows were written, in parts, each of which gives way to the rows where it has to. `docs/undo.md` tells it.
 */
import { openSession, type Session } from '../../../../databases/postgresql/session.ts';
import { ToolFailure } from '../../../../databases/tools/run-tool.ts';
import type { Dump, Omission } from '../../contract.ts';
import { dropDomainChecks, dropTableChecks, putBack } from './checks.ts';
import { type Copy, type Failures, loadEntries, loadExactly, loadWhatGoes, setForUser } from './copy.ts';
import { keepSearchPath } from './edited.ts';
import { withPaths } from './functions.ts';
import { weakenRest } from './rest.ts';
import { readToc, type Toc } from './toc.ts';

interface Climb {
  readonly copy: Copy;
  readonly file: string;
  readonly dump: Dump;
  /** Makes the copy anew, as empty as it was. */
  empty(): Promise<void>;
  /** Schemas in which this user's program looks first, as its URL says. */
  readonly first: readonly string[];
}

/** Gives what the copy has otherwise than the archive. Throws what keeps it from having all the rest. */
export async function climb(request: Climb): Promise<readonly Omission[]> {
  const { copy, file } = request;
  try {
    await loadExactly(copy, file);
    return [];
  } catch (error) {
    if (!(error instanceof ToolFailure) || isHopeless(error)) throw error;
  }
  const toc = await readToc(copy.host, file);
  await request.empty();
  const edited = await keepSearchPath(copy.host, file, toc);
  try {
    return await loadInParts(request, toc, edited.file);
  } finally {
    await edited.discard();
  }
}

/** What no way of loading mends. */
function isHopeless({ message }: Error): boolean {
  return /No space left|connection to server|server closed the connection|permission denied|must be (owner|member|superuser)|role ".*" does not exist/.test(
    message,
  );
}

async function loadInParts({ copy, dump, first }: Climb, toc: Toc, file: string): Promise<Omission[]> {
  const path = await findPath(copy, first);
  await setForUser(copy, 'search_path', path);
  await loadExactly(copy, file, ['--section=pre-data']);
  const session = await openSession(copy.host, copy.address);
  try {
    for (const setting of ['statement_timeout', 'lock_timeout', 'row_security'])
      await session.query(`SET ${setting} TO 0`);
    await session.query('SET check_function_bodies TO off');
    const omissions = await loadRows(copy, session, toc, file);
    const more = await withPaths(session, copy.version, path, () => loadRest(copy, session, { toc, file, dump }));
    return once([...omissions, ...more]);
  } finally {
    await session.close().catch(() => {});
  }
}

/** By which this user's sessions find names, with the schema of Prisma's URL before it. */
async function findPath({ host, address }: Copy, first: readonly string[]): Promise<string> {
  const session = await openSession(host, address);
  try {
    const [row] = await session.query("select current_setting('search_path') as path");
    return [...first, row?.['path'] || "''"].join(', ');
  } finally {
    await session.close();
  }
}

async function loadRows(copy: Copy, session: Session, toc: Toc, file: string): Promise<Omission[]> {
  let failed = await loadWhatGoes(copy, file, ['--section=data']);
  const checks: Awaited<ReturnType<typeof dropDomainChecks>> = [];
  const tables = () => toc.entries.filter(({ id, kind }) => failed.has(id) && kind === 'TABLE DATA');
  const ways = [
    // What a check reads may be there by now.
    async () => [],
    () => dropTableChecks(session, tables()),
    () => dropDomainChecks(session),
  ];
  for (const takeOff of ways) {
    if (failed.size === 0) break;
    checks.push(...(await takeOff()));
    failed = await loadEntries(copy, file, inOrder(toc, failed));
  }
  for (const error of failed.values()) throw new Error(error);
  return putBack(session, checks);
}

async function loadRest(
  copy: Copy,
  session: Session,
  { toc, file, dump }: { toc: Toc; file: string; dump: Dump },
): Promise<Omission[]> {
  let failed = await loadWhatGoes(copy, file, ['--section=post-data']);
  for (let before = Number.POSITIVE_INFINITY; failed.size > 0 && failed.size < before; ) {
    before = failed.size;
    failed = await loadEntries(copy, file, inOrder(toc, failed));
  }
  return failed.size === 0 ? [] : weakenRest({ session, recorded: dump, entries: toc.entries }, failed);
}

function inOrder({ entries }: Toc, ids: Failures): number[] {
  return entries.filter(({ id }) => ids.has(id)).map(({ id }) => id);
}

/** A table may have the same check of its own and from a parent. */
function once(omissions: readonly Omission[]): Omission[] {
  const seen = new Set<string>();
  return omissions.filter(({ kind, name, how }) => {
    const key = JSON.stringify([kind, name, how]);
    return !seen.has(key) && seen.add(key);
  });
}
