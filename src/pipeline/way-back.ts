import { shortId } from '../backup/index.ts';
import type { Host } from '../host.ts';
import { ownCommand } from '../project/own-command.ts';
import { quoteArgv } from '../secrets/quote.ts';
import type { BackupOf, Invocation, Judgement, Target } from '../types.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';

/**
 * Says the one line that takes back what was just run, as it can be pasted. Nothing where no backup was made, read through and
 * put away for the line's own database: then there would be nothing to go back to.
 */
export async function tellWayBack(
  host: Host,
  { invocation, resolution }: Pick<Judgement, 'invocation' | 'resolution'>,
  backups: readonly BackupOf[],
  touched: readonly Target[] = resolution?.targets ?? [],
): Promise<void> {
  await tellNeighbours(host, touched, backups);
  const main = resolution?.targets.find(({ role }) => role === 'main');
  const made = backups.findLast(({ of }) => of === main?.label);
  if (!main || !made) return;
  const { database } = main.identity;
  // What `dropdb` names need not be the project's own database.
  const words =
    invocation.program === 'dropdb'
      ? ['restore', shortId(made.id), '--to', database]
      : ['undo', ...placeOf(invocation)];
  print(host, note('backup-made', `To go back: ${await ownCommand(host, quoteArgv(words))}`));
}

/** Databases that the SQL named, each once. */
async function tellNeighbours(host: Host, touched: readonly Target[], backups: readonly BackupOf[]): Promise<void> {
  const neighbours = new Map(
    touched.flatMap((each) => (each.role === 'neighbour' ? [[each.label, each] as const] : [])),
  );
  for (const [label, { identity }] of neighbours) {
    const made = backups.findLast(({ of }) => of === label);
    if (!made) continue;
    const words = ['restore', shortId(made.id), '--to', identity.database];
    print(host, note('backup-made', `To bring ${label} back: ${await ownCommand(host, quoteArgv(words))}`));
  }
}

/** How the line named its schema and its config: the way back has to find the same database. */
function placeOf({ options: { schema }, config }: Invocation): string[] {
  const last = Array.isArray(schema) ? (schema as readonly string[]).at(-1) : undefined;
  return [...(last === undefined ? [] : ['--schema', last]), ...(config === undefined ? [] : ['--config', config])];
}
