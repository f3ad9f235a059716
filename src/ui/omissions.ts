import type { Omission } from '../types.ts';
import type { Message } from './message.ts';

const words = { 'left-out': 'left out', weaker: 'weaker', 'other-value': 'other values' } as const;

/** What a copy of the backup `id` lacks. Each is one line that needs no other. */
export function omissionsOf(id: string, omissions: readonly Omission[]): Message {
  return {
    code: 'omissions',
    level: 'ask',
    what: `The server does not let ${countOf(omissions)} of the backup ${id} be again as recorded. All else is as it was.`,
    facts: omissions.map((omission) => [words[omission.how], describe(omission)] as const),
  };
}

function describe({ kind, name, why, values, hangsOn = [] }: Omission): string {
  const hangs = hangsOn.length > 0 ? ` (hangs on ${hangsOn.join(', ')})` : '';
  return `${kind} ${name}: ${why}${values === undefined ? '' : `: ${values}`}${hangs}`;
}

function countOf({ length }: readonly Omission[]): string {
  return length === 1 ? 'one thing' : `${length} things`;
}

/** ` but for 2 things`, after a word like `restored`; nothing where all is there. */
export function exceptFor(omissions: readonly Omission[]): string {
  return omissions.length === 0 ? '' : ` but for ${countOf(omissions)}`;
}
