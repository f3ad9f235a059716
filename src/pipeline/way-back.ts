import { shortId } from '../backup/index.ts';
import type { Host } from '../host.ts';
import { ownCommand } from '../project/own-command.ts';
import { quoteArgv } from '../secrets/quote.ts';
import type { BackupOf, Invocation, Judgement, Target } from '../types.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';

/**
 * Says the one line that takes back what was just run, as it can be pasted. Nothing where no backup was made, read through and
 * put away for the line's own database: then there would be nothing to go back to. `isTold`: it was said already.
 */
export async function tellWayBack(
  host: Host,
  { invocation, resolution }: Pick<Judgement, 'invocation' | 'resolution'>,
  backups: readonly BackupOf[],
  touched: readonly Target[] = resolution?.targets ?? [],
  isTold = false,
): Promise<void> {
  const main = resolution?.targets.find(({ role }) => role === 'main');
  const tell = async (what: string, back: Promise<Way | undefined>) => {
    const way = await back;
    if (way) print(host, note('backup-made', `${what}${way.isWhole ? '' : unfinished}: ${way.line}`));
  };
  for (const each of neighboursIn(touched))
    await tell(`To bring ${each.label} back`, wayTo(host, each, { invocation, main, backups }));
  if (!isTold) await tell('To go back', wayBack(host, { invocation, resolution }, backups));
}

/** A line that brings a database back. `isWhole`: as it stands; else it wants a URL behind it. */
interface Way {
  readonly line: string;
  readonly isWhole: boolean;
}

/** What is to be said of one that is not whole. */
export const unfinished = ', put its URL behind this';

/** The one for the line's own database. Undefined where there is nothing to go back to. */
export async function wayBack(
  host: Host,
  { invocation, resolution }: Pick<Judgement, 'invocation' | 'resolution'>,
  backups: readonly BackupOf[],
): Promise<Way | undefined> {
  const main = resolution?.targets.find(({ role }) => role === 'main');
  if (!main) return undefined;
  // What `dropdb` or the line itself names need not be the project's own database.
  const isOwn = invocation.program === 'prisma' && !namesDatabase(invocation);
  return wayTo(host, main, { invocation, main, backups }, isOwn ? ['undo', ...placeOf(invocation)] : undefined);
}

interface Around {
  readonly invocation: Invocation;
  readonly main: Target | undefined;
  readonly backups: readonly BackupOf[];
}

async function wayTo(
  host: Host,
  target: Target,
  { invocation, main, backups }: Around,
  undo?: readonly string[],
): Promise<Way | undefined> {
  const made = backups.findLast(({ of }) => of === target.label);
  if (!made) return undefined;
  const { words, isWhole } = undo
    ? { words: undo, isWhole: true }
    : restoring(shortId(made.id), target, invocation, main);
  return { line: await ownCommand(host, quoteArgv(words)), isWhole };
}

/** Databases that the SQL named, each once. */
function neighboursIn(touched: readonly Target[]): Target[] {
  const neighbours = touched.flatMap((each) => (each.role === 'neighbour' ? [[each.label, each] as const] : []));
  return [...new Map(neighbours).values()];
}

/**
 * A restore into a database that is not the project's own: a name means one of the project's server. Of a URL nothing is repeated, since
 * it may hold a password: then the words are not whole.
 */
function restoring(
  id: string,
  { identity, role }: Target,
  invocation: Invocation,
  main: Target | undefined,
): { readonly words: readonly string[]; readonly isWhole: boolean } {
  const words = ['restore', id, '--to'];
  if (identity.provider === 'sqlite') return { words: [...words, `file:${identity.database}`], isWhole: true };
  const isOfProject =
    invocation.program === 'dropdb' ||
    (role === 'neighbour' && main !== undefined && !namesDatabase(invocation) && sameServer(identity, main.identity));
  if (!isOfProject) return { words, isWhole: false };
  return { words: [...words, identity.database, ...placeOf(invocation)], isWhole: true };
}

/** By its URL. */
function namesDatabase({ argv }: Invocation): boolean {
  return argv.some((word) => /^--(?:url|db)(?:=|$)/.test(word));
}

function sameServer(one: Target['identity'], other: Target['identity']): boolean {
  return one.provider === other.provider && one.host === other.host && one.port === other.port;
}

/** How the line named its schema and its config: the way back has to find the same database. */
export function placeOf({ options: { schema }, config }: Invocation): string[] {
  const last = Array.isArray(schema) ? (schema as readonly string[]).at(-1) : undefined;
  return [...(last === undefined ? [] : ['--schema', last]), ...(config === undefined ? [] : ['--config', config])];
}
