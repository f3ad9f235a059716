import { wordOf } from '../databases/stamp-text.ts';
import { labelIn, standingOf } from '../target/stamp-standing.ts';
import type { Evidence, Stamp, Target } from '../types.ts';

/** What the stamp in the database says of it. */
export interface StampWord {
  readonly evidence: readonly Evidence[];
  /** It is a word on exactly this database, as a line of the policy is: it counts more than what the address looks like. */
  readonly isExact: boolean;
}

/**
 * A strict word always counts. A mild one counts where the stamp is of this very database, reached as it was then. `isDisposable`:
 * whether the policy calls this address so, which frees a copy of another database, and not the stamped one by another way.
 */
export function judgeStamp(target: Target, isDisposable: boolean): StampWord {
  const standing = standingOf(target);
  if (standing.kind === 'none' || standing.kind === 'unread') return { evidence: [], isExact: false };
  const { stamp } = standing;
  const says = stamp.place;
  if (standing.kind === 'own')
    return { evidence: [{ says, from: 'stamp', why: `It is stamped ${given(stamp)}.` }], isExact: true };
  const isStrict = says === 'production' || says === 'staging';
  if (!isStrict || (isDisposable && !standing.isSameDatabase)) return { evidence: [], isExact: false };
  const of = labelIn(stamp) === '' ? '' : `, as ${labelIn(stamp)}`;
  const other = standing.isSameDatabase ? 'It is reached by another way now' : 'This is another database or place';
  const until = `it counts as ${wordOf(says)} until a person stamps it anew`;
  const why = `It is stamped ${given(stamp)}${of}. ${other}, perhaps a copy: ${until}.`;
  return { evidence: [{ says, from: 'stamp', why }], isExact: false };
}

/** `production (by ann@build-1, 2026-11-29)`. */
export function given({ place, by, at }: Stamp): string {
  const details = [by && `by ${by}`, at.slice(0, 10)].filter((part) => part !== '').join(', ');
  return `${wordOf(place)}${details === '' ? '' : ` (${details})`}`;
}
