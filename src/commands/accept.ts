/** A restored copy that lacks something takes the place of a database only where a person has seen what. */
import type { GoodEntry } from '../backup/index.ts';
import { acceptOmissions } from '../confirm/accept-omissions.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Actor, Omission, Target } from '../types.ts';
import { writeJson } from './output.ts';

export interface Acceptance {
  readonly actor: Actor;
  readonly target: Target;
  readonly entry: GoodEntry;
  /** The line to run at a terminal. */
  readonly line: string;
  /** Whether the caller reads JSON on stdout: then the list is there as well. */
  readonly json: boolean;
}

/** Throws `approval-needed` where nobody may be asked, and `declined` where the answer is no. */
export async function accept(host: Host, asked: Acceptance, omissions: readonly Omission[]): Promise<void> {
  const { actor, target, entry, line, json } = asked;
  const confirmation = await acceptOmissions(host, actor, entry.id, omissions);
  if (confirmation.given) return;
  if (json) writeJson(host, { restored: null, backup: entry.id, target: target.label, omissions });
  if (confirmation.how === 'refused') {
    throw new InterlockError('declined', {
      what: 'Not accepted, so nothing was restored.',
      why: 'What the restored copy lacks was not accepted.',
      state: leftAlone,
    });
  }
  throw new InterlockError('approval-needed', {
    why:
      confirmation.how === 'agent'
        ? `The restored copy lacks what is listed above. An AI agent cannot accept that (${actor.why}).`
        : 'The restored copy lacks what is listed above, and there is no terminal to accept that at.',
    next: [`Ask a person to run this at a terminal: ${line}`],
    state: leftAlone,
  });
}

const leftAlone = 'The database was left as it was.';
