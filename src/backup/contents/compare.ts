import type { Contents, Omission } from '../engines/contract.ts';
import { isAlike, isToldByAnother } from './alike.ts';
import { withoutImplied } from './implied.ts';
import { saySameRights } from './newer-rights.ts';

/** Something of which two sides do not hold the same. */
export interface Difference {
  /** `table`, or the kind of an object. */
  readonly kind: string;
  readonly name: string;
  readonly how: 'missing' | 'added' | 'rows' | 'contents' | 'definition';
  /** In words that need no others: `table public.User has 3 rows in place of 4`. */
  readonly text: string;
  /** Both definitions, where that is what differs. */
  readonly definitions?: readonly [was: string, is: string] | undefined;
}

/** What `actual` lacks, has too much or has otherwise; empty where both hold the same. */
export function findDifferences(expected: Contents, actual: Contents): Difference[] {
  const objects = withoutImplied({ expected: expected.objects, actual: actual.objects });
  return [
    ...compareByName(
      expected.tables,
      actual.tables,
      () => 'table',
      (was, is) => {
        if (was.rows !== is.rows) return ['rows', `has ${is.rows} rows in place of ${was.rows}`];
        return was.digest !== undefined && was.digest === is.digest ? undefined : ['contents', 'has other contents'];
      },
    ),
    ...compareByName(
      objects.expected,
      objects.actual,
      ({ kind }) => kind,
      (was, is) =>
        isAlike(was, is) || saySameRights(was, is)
          ? undefined
          : ['definition', 'is defined otherwise', [was.detail, is.detail]],
    ).filter(({ kind, how }) => how !== 'added' || !isToldByAnother(kind)),
  ];
}

/** What an omission says of a difference, and nothing beyond: rows that are missing are never explained. */
const explained = {
  'left-out': ['missing'],
  weaker: ['definition'],
  'other-value': ['contents'],
} as const satisfies Record<Omission['how'], readonly Difference['how'][]>;

/** The differences that no omission explains. */
export function unexplained(differences: readonly Difference[], omissions: readonly Omission[]): Difference[] {
  const known = new Set(
    omissions.flatMap(({ kind, name, how }) => explained[how].map((one) => JSON.stringify([kind, name, one]))),
  );
  return differences.filter(({ kind, name, how }) => !known.has(JSON.stringify([kind, name, how])));
}

/** The first five of them, in one line. */
export function summarize(differences: readonly Pick<Difference, 'text'>[]): string {
  const more = differences.length > 5 ? `, and ${differences.length - 5} more` : '';
  const texts = differences.slice(0, 5).map(({ text }) => text);
  return texts.join('; ') + more;
}

type Change = readonly [how: Difference['how'], words: string, definitions?: Difference['definitions']];

function compareByName<T extends { readonly name: string }>(
  expected: readonly T[],
  actual: readonly T[],
  kindOf: (item: T) => string,
  change: (was: T, is: T) => Change | undefined,
): Difference[] {
  const labelOf = (item: T) => `${kindOf(item)} ${item.name}`;
  const tell = (item: T, [how, words, definitions]: Change): Difference => ({
    kind: kindOf(item),
    name: item.name,
    how,
    text: `${labelOf(item)} ${words}`,
    ...(definitions && { definitions }),
  });
  const found = new Map(actual.map((item) => [labelOf(item), item]));
  const differences: Difference[] = [];
  for (const was of expected) {
    const is = found.get(labelOf(was));
    found.delete(labelOf(was));
    const changed: Change | undefined = is === undefined ? ['missing', 'is missing'] : change(was, is);
    if (changed !== undefined) differences.push(tell(was, changed));
  }
  for (const item of found.values()) differences.push(tell(item, ['added', 'was not there before']));
  return differences;
}
