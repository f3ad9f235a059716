import { newRequestId } from '../confirm/request.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { recordRefusal } from '../record/refusal.ts';
import type { Confirmation, Judgement } from '../types.ts';
import { toMessage } from '../ui/error-message.ts';
import { annotate } from '../ui/github.ts';
import type { Message } from '../ui/message.ts';
import { declined, needsPerson } from '../ui/needs-person.ts';
import { refusal } from '../ui/refusal.ts';
import { render, toJson } from '../ui/render.ts';
import { formatOf } from '../ui/write.ts';
import type { Run } from './run.ts';

/** Why a call did not reach the engine. */
export interface Refused {
  /** As the CLI prints it. */
  readonly text: string;
  /** What the whole line is to end with, where a shim can say so. */
  readonly exit: number;
}

type Why = { readonly confirmation?: Confirmation; readonly error?: unknown; readonly message?: Message };

export function refuseCall(run: Run, judgement: Judgement, why: Why): Refused {
  const { host } = run;
  const { command, facts = [], ...said } = messageFor(host, judgement, why);
  const message: Message = {
    ...said,
    // Without the config line or the shim nobody told what was typed.
    ...(judgement.invocation.argv.length > 0 && command !== undefined && { command }),
    facts: [['engine call', judgement.invocation.command], ...facts],
    state: stateAfter(run.effects),
  };
  recordRefusal(host, judgement, message.code);
  return tell(host, message);
}

/** Where it failed before there was anything to judge. `done`: effects of the calls that reached the engine before. */
export function refuseFault(host: Host, error: unknown, done: readonly string[]): Refused {
  return tell(host, { ...toMessage(error, host.version(), true), state: stateAfter(done) });
}

function tell(host: Host, message: Message): Refused {
  // The CLI prints the text; what is left for us is the summary of a CI step.
  annotate(host, message, 'json');
  const text = formatOf(host) === 'json' ? toJson(message) : render(message, { color: false, width: 92 });
  return { text: text.trim(), exit: message.exit ?? 70 };
}

function messageFor(host: Host, judgement: Judgement, { confirmation, error, message }: Why): Message {
  if (message) return message;
  if (error !== undefined) return toMessage(error, host.version(), true);
  if (confirmation === undefined) return refusal(judgement);
  const why = confirmation.given ? undefined : confirmation.why;
  return confirmation.how === 'refused' ? declined(judgement) : needsPerson(judgement, newRequestId(), why);
}

/** Judged, and perhaps backed up, was another database than the one that Prisma now reaches for. */
export function mismatch(run: Run, judgement: Judgement): Message {
  const known = run.grants.flatMap(({ targets }) => targets).map(({ label }) => label);
  const named = [...new Set(known)].map((label) => {
    const backup = run.backups.find(({ of }) => of === label);
    return `${label}${backup ? `, of which ${backup.id} is a backup` : ''}`;
  });
  const [target] = judgement.resolution?.targets ?? [];
  const error = new InterlockError('target-mismatch', {
    why: `Judged was ${named.join(' and ')}. About to change: ${target?.label ?? 'a database that is not known'}.`,
    next: [
      '`prisma-interlock status` shows which database the project names. A config file may choose another one as it runs.',
    ],
  });
  return { ...toMessage(error, ''), effect: judgement.classification.effect };
}

function stateAfter(done: readonly string[]): string {
  const before = done.length === 0 ? '' : ` What came before it in this run is done: ${[...new Set(done)].join(' ')}`;
  return `Prisma asked its schema engine for this, and it was held back: it did not reach the database.${before}`;
}
