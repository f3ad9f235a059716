/** What is lost by a restore, in the copy or of a damaged database, is lost only where a person has seen what it is. */
import type { GoodEntry, RestoreRequest, Unsaved } from '../backup/index.ts';
import { acceptLoss } from '../confirm/accept-loss.ts';
import { acceptOmissions } from '../confirm/accept-omissions.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Actor, Confirmation, Omission, Target } from '../types.ts';
import { note } from '../ui/notes.ts';
import { omissionsOf } from '../ui/omissions.ts';
import { print } from '../ui/print.ts';
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
async function accept(host: Host, asked: Acceptance, omissions: readonly Omission[]): Promise<void> {
  const { actor, target, entry, line, json } = asked;
  const confirmation = await acceptOmissions(host, actor, entry.id, omissions);
  if (json && !confirmation.given) tellLack(host, { target, entry }, omissions);
  needGiven(confirmation, 'The restored copy lacks what is listed above', { actor, line });
}

/** What is known of it where nobody can be asked: what a proof of this backup has found. */
export function tellOmissions(
  host: Host,
  { target, entry, json }: Pick<Acceptance, 'target' | 'entry' | 'json'>,
): void {
  const { verifiedBut } = entry.manifest;
  if (verifiedBut === undefined) return;
  print(host, omissionsOf(entry.id, verifiedBut.omissions));
  if (json) tellLack(host, { target, entry }, verifiedBut.omissions);
}

function tellLack(host: Host, { target, entry }: Pick<Acceptance, 'target' | 'entry'>, omissions: readonly Omission[]) {
  writeJson(host, { restored: null, backup: entry.id, target: target.label, omissions });
}

/** Where not everything of a damaged database could be saved. Throws as `accept`. */
async function acceptUnsaved(host: Host, asked: Acceptance, unsaved: Unsaved): Promise<void> {
  const { actor, entry, target, line, json } = asked;
  const { because, incomplete } = unsaved;
  const backup = unsaved.backup?.id;
  const confirmation = await acceptLoss(host, actor, { label: target.label, because, incomplete, backup });
  if (json && !confirmation.given) {
    writeJson(host, { restored: null, backup: entry.id, target: target.label, saved: backup ?? null, incomplete });
  }
  needGiven(confirmation, 'What is listed above could not be saved of the damaged database', { actor, line });
}

function needGiven(
  confirmation: Confirmation,
  what: string,
  { actor, line }: Pick<Acceptance, 'actor' | 'line'>,
): void {
  if (confirmation.given) return;
  if (confirmation.how === 'refused') {
    throw new InterlockError('declined', {
      what: 'Not accepted, so nothing was restored.',
      why: `${what}, and that was not accepted.`,
      state: leftAlone,
    });
  }
  throw new InterlockError('approval-needed', {
    why:
      confirmation.how === 'agent'
        ? `${what}. An AI agent cannot accept that (${actor.why}).`
        : `${what}, and there is no terminal to accept that at.`,
    next: [`Ask a person to run this at a terminal: ${line}`],
    state: leftAlone,
  });
}

/** What a restore may ask and tell on its way. The line of the progress is taken off before a question. */
export function whileRestoring(
  host: Host,
  asked: Acceptance,
  progress: { pause(): void },
): Required<Pick<RestoreRequest, 'accept' | 'acceptLoss' | 'tell'>> {
  return {
    accept: (omissions) => {
      progress.pause();
      return accept(host, asked, omissions);
    },
    acceptLoss: (unsaved) => {
      progress.pause();
      return acceptUnsaved(host, asked, unsaved);
    },
    tell: (line) => {
      progress.pause();
      print(host, note('swap', line));
    },
  };
}

const leftAlone = 'The database was left as it was.';
