import type { TableShape } from './table-shape.ts';

/** What a table is, beside the number of its rows. What is not cheap to know is undefined. */
export interface TableFacts {
  /** On the disk, with its indexes. */
  readonly bytes?: number | undefined;
  /** Tables whose rows go when its own do, by foreign keys, and by those of these. As `SqlObject` names them. */
  readonly along: readonly (readonly string[])[];
  /** Why no backup of the database holds its rows, a few words. */
  readonly unheld?: string | undefined;
}

/** How its rows go. `cascades`: by a statement that takes along whatever refers to it. */
export interface Going {
  readonly deed: 'removes' | 'removes rows';
  readonly cascades: boolean;
}

/** More are not listed. */
export const mostAlong = 20;

/** So many rows are looked through for the newest, where no index leads to it. */
const cheapRows = 100_000;

const saysWhen = /^(?:date_?)?(?:creat|updat|insert|modif|chang)/i;
const holdsTime = /^(?:timestamp|datetime|date\b)/i;
const holdsNumber = /^(?:(?:big|small|medium)?int|integer)/i;

/** The column by which the newest row is known, where that is cheap. `isTime`: else a key that counts up. */
export function newestBy(
  { columns, keys }: TableShape,
  rows: number | undefined,
): { readonly column: string; readonly isTime: boolean } | undefined {
  const isLed = (column: string) => keys.some((key) => key.kind !== 'foreign' && key.columns[0] === column);
  const times = columns.filter(({ name, type }) => saysWhen.test(name) && holdsTime.test(type));
  const isSmall = rows !== undefined && rows <= cheapRows;
  const time = times.find(({ name }) => isLed(name)) ?? (isSmall ? times[0] : undefined);
  if (time) return { column: time.name, isTime: true };
  const primary = keys.find(({ kind }) => kind === 'primary');
  const [only, ...more] = primary?.columns ?? [];
  const counts = more.length === 0 && columns.some(({ name, type }) => name === only && holdsNumber.test(type));
  return only !== undefined && counts ? { column: only, isTime: false } : undefined;
}
