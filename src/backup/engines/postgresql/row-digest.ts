/** How the rows of a table become a digest: what the server computes, and what is made of that. */
import { name } from '../../../databases/postgresql/session.ts';
import { digestKind } from '../../contents/digest-kinds.ts';
import { type Column, rowHash } from './row-hash.ts';

/**
 * `text`: of every row's text, all that there was until the values came; what names no kind is of it, and servers before 14 know
 * no other. `values`: of each column's value.
 */
export type DigestKind = 'text' | 'values';

/** Of some rows of a table. Those of two parts are joined by `joinSums`. */
export interface Sums {
  readonly rows: number;
  readonly first: bigint;
  readonly second: bigint;
}

export const noRows: Sums = { rows: 0, first: 0n, second: 0n };

/**
 * Gives `rows`, `first` and `second` of what `from` names as `x`: a number and two sums of 64 bits a row. OFFSET 0 keeps the
 * planner from writing each row out twice.
 */
export function digestQuery(kind: DigestKind, from: string, columns: readonly Column[]): string {
  if (kind === 'values') {
    // The second sum is of what the first adds up: to hash each value again would take almost as long again.
    return `select count(*) as rows, sum(h) as first, sum(pg_catalog.hashint8extended(h, 2)) as second
      from (select ${rowHash(columns, 1)} as h from ${from} offset 0) s`;
  }
  const row = columns.map((column) => `x.${name(column.name)}`).join(', ');
  return `select count(*) as rows, sum(hashtextextended(r, 1)) as first, sum(hashtextextended(r, 2)) as second
    from (select row(${row})::text collate "C" as r from ${from} offset 0) s`;
}

export function readSums(row: Readonly<Record<string, string | null>> | undefined): Sums {
  const number = (column: string) => BigInt(row?.[column] ?? 0);
  return { rows: Number(row?.['rows']), first: number('first'), second: number('second') };
}

export function joinSums(one: Sums, other: Sums): Sums {
  return { rows: one.rows + other.rows, first: one.first + other.first, second: one.second + other.second };
}

/** Names its kind, except for the one that had no name. */
export function digestText(kind: DigestKind, { first, second }: Sums): string {
  const sums = hex(first) + hex(second);
  return kind === 'text' ? sums : `${kind}:${sums}`;
}

/** Undefined where the digest is of no kind that is known here: then nothing is equal to it. */
export function kindOf(digest: string): DigestKind | undefined {
  const kind = digestKind(digest);
  return kind === '' ? 'text' : kind === 'values' ? kind : undefined;
}

function hex(sum: bigint): string {
  return BigInt.asUintN(96, sum).toString(16).padStart(24, '0');
}
