/** How the commands show what a database is stamped. */
import { wordOf } from '../databases/stamp-text.ts';
import { given } from '../environment/judge-stamp.ts';
import { labelIn, type Standing } from '../target/stamp-standing.ts';
import type { Fact } from '../ui/report.ts';

/** For people. */
export function stampFacts(standing: Standing): Fact[] {
  if (standing.kind === 'none') return [['stamp', 'none']];
  if (standing.kind === 'unread') return [['stamp', `not known: ${standing.why}`]];
  const { stamp } = standing;
  if (standing.kind === 'own') return [['stamp', given(stamp)]];
  const of = labelIn(stamp);
  const other = standing.isSameDatabase ? 'reached by another way than then' : 'given to another database or place';
  return [['stamp', `${given(stamp)}, ${other}${of === '' ? '' : ` (${of})`}`]];
}

/** For machines. */
export function stampRecord(standing: Standing): object {
  if (standing.kind === 'none') return { standing: 'none' };
  if (standing.kind === 'unread') return { standing: 'unread', why: standing.why };
  const { id, place, by, at, address, identity } = standing.stamp;
  return { standing: standing.kind, stamp: wordOf(place), id, by, at, address, identity };
}
