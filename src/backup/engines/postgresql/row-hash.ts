import { literal, name } from '../../../databases/postgresql/session.ts';

export interface Column {
  readonly name: string;
  /** Name of a type of the server's own; undefined for any other. */
  readonly type: string | undefined;
  /** As in pg_attribute: -1 where a type was given no length. */
  readonly modifier: number;
  readonly notNull: boolean;
}

/** How values of a type are hashed into a seed, and what stands for NULL, of which the seed says that it is none. */
interface Hashed {
  hash(value: string, seed: string): string;
  readonly none: string;
}

/** An expression may be so deep, and no deeper: the server's stack has an end. */
const mostColumns = 200;

/**
 * An expression that gives 64 bits of a row of `x`. Each column is hashed with the hash of those before it as its seed, so that
 * it counts which values stand together and in which column. NULL gives the column another seed.
 *
 * hash_any_extended(), which is behind all of these, is what hash partitions rely on, so it stays the same over versions. Two
 * values that a dump would write in different ways are hashed otherwise, and two that it would write in one way alike.
 */
export function rowHash(columns: readonly Column[], seed: number): string {
  const first = `${seed}::pg_catalog.int8`;
  if (columns.length > mostColumns) {
    const values = columns.map((column) => `x.${name(column.name)}`).join(', ');
    return written(`row(${values})`, first);
  }
  return columns.reduce(hashColumn, first);
}

function hashColumn(seed: string, { name: column, type = '', modifier, notNull }: Column): string {
  const value = `x.${name(column)}`;
  // The blanks at the end of a bpchar are not hashed: with a length they are always as many.
  const found = type === 'bpchar' && modifier < 0 ? undefined : types[type];
  if (found === undefined) return written(`row(${value})`, seed);
  if (notNull) return found.hash(value, seed);
  const marked = `(${seed} operator(pg_catalog.#) case when ${value} is null then 1::pg_catalog.int8 else 0 end)`;
  return found.hash(`coalesce(${value}, ${literal(found.none)}::pg_catalog.${quoted(type)})`, marked);
}

const plain = (hash: string, none: string): Hashed => ({ none, hash: (value, seed) => call(hash, value, seed) });
/** By its bytes, whatever a collation takes for equal. */
const text = (hash: string): Hashed => ({ none: '', hash: (value, seed) => call(hash, `${value} collate "C"`, seed) });
/** Of what goes to a binary client: the hash of its own is of less than the value. */
const sent = (send: string, none: string): Hashed => ({ none, hash: (value, seed) => record(call(send, value), seed) });
/** What is no number may have many forms, of which one is written. 0 and -0 are two. */
const float = (type: 'float4' | 'float8'): Hashed => {
  const nan = `'NaN'::pg_catalog.${type}`;
  const { hash } = sent(`${type}send`, '');
  return {
    none: '0',
    hash: (value, seed) => hash(`case when ${value} operator(pg_catalog.=) ${nan} then ${nan} else ${value} end`, seed),
  };
};

const types: Readonly<Record<string, Hashed>> = {
  int2: plain('hashint2extended', '0'),
  int4: plain('hashint4extended', '0'),
  oid: plain('hashoidextended', '0'),
  char: plain('hashcharextended', ''),
  uuid: plain('uuid_hash_extended', '00000000-0000-0000-0000-000000000000'),
  bool: { none: 'f', hash: (value, seed) => call('hashint4extended', `(${value})::pg_catalog.int4`, seed) },
  // Its hash is of one half folded into the other; with one of them, that is both.
  int8: {
    none: '0',
    hash: (value, seed) =>
      call(
        'hashint4extended',
        `(${value} operator(pg_catalog.>>) 32)::pg_catalog.int4`,
        call('hashint8extended', value, seed),
      ),
  },
  text: text('hashtextextended'),
  varchar: text('hashtextextended'),
  bpchar: text('hashbpcharextended'),
  name: plain('hashnameextended', ''),
  bytea: { none: '', hash: record },
  date: { none: '2000-01-01', hash: record },
  numeric: sent('numeric_send', '0'),
  float4: float('float4'),
  float8: float('float8'),
  timestamp: sent('timestamp_send', '2000-01-01'),
  timestamptz: sent('timestamptz_send', '2000-01-01 00:00:00+00'),
  time: sent('time_send', '00:00'),
};

function call(called: string, ...values: string[]): string {
  return `pg_catalog.${called}(${values.join(', ')})`;
}

/** For types whose hash cannot be called by its name. The value is never NULL, for which this would give 0. */
function record(value: string, seed: string): string {
  return call('hash_record_extended', `row(${value})`, seed);
}

/** As the server writes it, with NULL and empty apart. */
function written(row: string, seed: string): string {
  return call('hashtextextended', `${row}::text collate "C"`, seed);
}

function quoted(type: string): string {
  return type === 'char' ? '"char"' : type;
}
