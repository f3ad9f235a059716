/** The definitions of columns and keys in a CREATE TABLE, as far as a reader needs them. */
import type { Finding } from './finding.ts';
import type { Column, Follow } from './tables.ts';
import { Cursor, has, lower, splitAt, type Token } from './token.ts';

/** What begins something else than a column. */
const keys = 'CONSTRAINT PRIMARY UNIQUE CHECK FOREIGN KEY INDEX FULLTEXT SPATIAL PERIOD LIKE VECTOR'.split(' ');

/** What ends the type of a column. */
const afterType = new Set(
  `NOT NULL DEFAULT PRIMARY UNIQUE CHECK REFERENCES COLLATE CONSTRAINT GENERATED AS AUTO_INCREMENT AUTOINCREMENT ON COMMENT KEY
   FIRST AFTER CHARACTER CHARSET ASCII UNICODE BINARY INVISIBLE VISIBLE VIRTUAL STORED PERSISTENT COLUMN_FORMAT STORAGE WITH WITHOUT
   COMPRESSED SRID ENFORCED REF_SYSTEM_ID ENGINE_ATTRIBUTE SERIAL`.split(/\s+/),
);

export interface Defined extends Column {
  readonly hasDefault: boolean;
  readonly isKey: boolean;
  /** What follows the type. */
  readonly attributes: readonly Token[];
}

/** `name type …`. Undefined where it is no column. */
export function column(item: readonly Token[], isFresh: boolean): Defined | undefined {
  const [head] = item;
  if (head === undefined || head.kind === 'mark' || keys.includes(head.key)) return undefined;
  let end = 1;
  while (end < item.length && !endsType(item, end)) end += 1;
  const attributes = item.slice(end);
  return {
    name: head.value,
    type: typeText(item.slice(1, end)),
    isNullable: !has(attributes, 'NOT', 'NULL') && !has(attributes, 'PRIMARY'),
    isGenerated: has(attributes, 'GENERATED') || has(attributes, 'AS', '('),
    isFresh,
    hasDefault:
      ['DEFAULT', 'AUTO_INCREMENT', 'GENERATED'].some((key) => has(attributes, key)) || has(attributes, 'AS', '('),
    isKey: has(attributes, 'PRIMARY') || has(attributes, 'UNIQUE'),
    attributes,
  };
}

/** `CHARACTER VARYING` and `LONG VARCHAR BINARY` are types too. */
const endsType = (item: readonly Token[], at: number) =>
  afterType.has(item[at]?.key ?? '') && !(at === 1 && ['CHARACTER', 'BINARY', 'SERIAL'].includes(item[at]?.key ?? ''));

/** Strings, of ENUM and SET, stay as they are. */
export const typeText = (tokens: readonly Token[]): string =>
  tokens
    .map(({ kind, key, value }) =>
      kind === 'string' ? `'${value.replaceAll("'", "''")}'` : key || value.toUpperCase(),
    )
    .join(' ')
    .replace(/ ?([(),]) ?/g, '$1');

/** Columns of a CREATE TABLE by name in lower case. */
export function columnsOf(items: readonly (readonly Token[])[], isFresh: boolean): Map<string, Defined> {
  const found = items.map((item) => column(item, isFresh)).filter((each) => each !== undefined);
  return new Map(found.map((each) => [lower(each.name), each]));
}

/** A table that is made, with the columns of its definition. */
export function writtenOut(finding: Finding, columns: ReadonlyMap<string, Column>): Finding {
  const made = [...columns.values()].map(({ name, type }) => ({ name, type }));
  return { ...finding, effects: finding.effects.map((each) => (each.deed === 'adds' ? { ...each, made } : each)) };
}

/** What `… REFERENCES t (a) ON DELETE CASCADE ON UPDATE SET NULL` follows. */
export function followed(tokens: readonly Token[], keyOf: (name: readonly string[]) => string): Follow[] {
  return splitAt(tokens, ',').flatMap((item) => {
    const at = item.findIndex(({ key }) => key === 'REFERENCES');
    if (at < 0) return [];
    const cursor = new Cursor(item, at + 1);
    const of = keyOf(cursor.path());
    const columns = cursor
      .group()
      ?.filter(({ kind }) => kind !== 'mark')
      .map(({ value }) => lower(value));
    const acts = (on: string) => has(item, 'ON', on, 'CASCADE') || has(item, 'ON', on, 'SET');
    return (['DELETE', 'UPDATE'] as const).filter(acts).map((on) => ({ of, on, columns }));
  });
}
