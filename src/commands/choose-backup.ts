import { findBackup, type GoodEntry, isWhole, listBackups, shortId } from '../backup/index.ts';
import { pick } from '../confirm/ask.ts';
import { canAsk } from '../confirm/terminal.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { maybeSame } from '../target/identity.ts';
import type { Target } from '../types.ts';
import { formatAge, formatBytes, formatCount } from '../ui/units.ts';
import { rowsOf, whyOf } from './list.ts';
import type { Place } from './place.ts';

/**
 * The backup that `word` names; without one, what is picked at the terminal, from those of the target, or of any database of
 * its kind (`anyOfKind`, and where there are none of the target). Throws `usage`, `declined`, `restore-refused`.
 */
export async function chooseBackup(
  host: Host,
  { policy, actor }: Pick<Place, 'policy' | 'actor'>,
  target: Target,
  word: string | undefined,
  anyOfKind: boolean,
): Promise<GoodEntry> {
  if (word !== undefined) return findBackup(host, policy, target, word);
  if (!canAsk(host) || actor.kind === 'agent') {
    throw new InterlockError('usage', {
      why: 'Which backup is meant? There is no terminal to choose it at.',
      next: [
        '`prisma-interlock list` shows the ids.',
        '`prisma-interlock restore latest` takes the newest one of this database.',
      ],
    });
  }
  const { provider } = target.identity;
  const good = (await listBackups(host, policy.backup.repository)).filter(
    (entry): entry is GoodEntry => entry.state === 'good' && entry.manifest.target.identity.provider === provider,
  );
  const own = good.filter(({ manifest }) => maybeSame(manifest.target.identity, target.identity));
  const fitting = anyOfKind || own.length === 0 ? good : own;
  if (fitting.length === 0) return findBackup(host, policy, target, 'latest');
  const choices = fitting.map((entry) => ({
    value: entry,
    label: shortId(entry.id),
    hint: `${fitting === own ? '' : `${entry.manifest.target.label}, `}${hintOf(entry, host.now())}`,
  }));
  const chosen = await pick(host, `Which backup is to replace ${target.label}?`, choices);
  if (chosen) return chosen;
  throw new InterlockError('declined', {
    what: 'No backup was chosen, so nothing was restored.',
    why: 'The question was not answered.',
  });
}

function hintOf(entry: GoodEntry, now: Date): string {
  const age = formatAge(now.getTime() - new Date(entry.manifest.time).getTime());
  const partial = isWhole(entry) ? '' : 'PARTIAL, ';
  return `${partial}${age}, ${whyOf(entry)}, ${formatCount(rowsOf(entry), 'row')}, ${formatBytes(entry.size)}`;
}
