import type { Host } from '../host.ts';
import type { Actor, Confirmation, Omission } from '../types.ts';
import { omissionsOf } from '../ui/omissions.ts';
import { print } from '../ui/print.ts';
import { askWord } from './ask.ts';
import { canAsk } from './terminal.ts';

const word = 'accept';

/** Shows what a copy of the backup lacks, and asks a person whether that is to be so. The list is shown where nobody is asked, too. */
export async function acceptOmissions(
  host: Host,
  actor: Actor,
  backup: string,
  omissions: readonly Omission[],
): Promise<Confirmation> {
  print(host, omissionsOf(backup, omissions));
  if (actor.kind === 'agent') return { given: false, how: 'agent' };
  if (actor.kind === 'ci' || !actor.terminal || !canAsk(host)) return { given: false, how: 'nobody to ask' };
  const given = await askWord(host, `To have all but this, type: ${word}`, word);
  return given ? { given, how: 'typed' } : { given, how: 'refused' };
}
