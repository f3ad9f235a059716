/** INSERT, REPLACE, UPDATE and DELETE. */

import type { Event } from '../catalogue.ts';
import { asChange, changes, destroys, type Finding, harmless, object, together, unknown } from '../finding.ts';
import type { SqlEffect } from '../script.ts';
import type { Carried, Copy } from '../tables.ts';
import { takenAlong } from '../taken-along.ts';
import { Cursor, has, lower, type Token, topLevel } from '../token.ts';
import { assigned, fillsOnly } from '../update.ts';
import { taken } from './copied.ts';
import { calls } from './functions.ts';
import { lossOf } from './rewrite.ts';
import type { State } from './state.ts';

/** What foreign keys do sets off triggers. */
const fires = true;

/** Tables in which SQLite keeps what is where. */
const isInternal = (name: readonly string[]) => /^sqlite_(?!sequence$|stat\d$)/i.test(name.at(-1) ?? '');

export function writeRows(tokens: readonly Token[], state: State): Finding {
  const cursor = new Cursor(tokens);
  const head = cursor.takeOneOf('INSERT', 'REPLACE', 'UPDATE', 'DELETE');
  const resolution = cursor.take('OR') ? cursor.takeOneOf('REPLACE', 'IGNORE', 'ABORT', 'FAIL', 'ROLLBACK') : undefined;
  if (head === 'DELETE' && !cursor.take('FROM')) return unknown('DELETE of nothing that can be read');
  if ((head === 'INSERT' || head === 'REPLACE') && !cursor.take('INTO'))
    return unknown('INSERT into nothing that can be read');
  const table = state.catalogue.named(cursor.path());
  if (table.length === 0) return unknown(`${head} of nothing that can be read`);
  if (isInternal(table)) return unknown('it writes where SQLite keeps the schema');
  const rest = cursor.rest;
  const replaces = head === 'REPLACE' || resolution === 'REPLACE';
  const called = calls(tokens);
  if (head === 'DELETE') return together(called, remove(table, state));
  if (head === 'UPDATE') return together(called, update(table, rest, replaces, state));
  return together(called, insert(table, rest, { replaces, drops: resolution === 'IGNORE' }, state));
}

function remove(table: readonly string[], { catalogue }: State): Finding {
  catalogue.write(table);
  const finding = destroys('removes rows', object('table', table));
  const also = together(catalogue.fires('DELETE', table), takenAlong(catalogue, 'DELETE', table, { fires }));
  return together(catalogue.isFresh(table) ? asChange(finding) : finding, also);
}

function update(table: readonly string[], rest: readonly Token[], resolves: boolean, { catalogue }: State): Finding {
  const replaces = resolves || catalogue.likely(table)?.replaces === true;
  const columns = assigned(rest);
  const target = object('table', table, columns);
  const isNew = columns?.every((column) => catalogue.isFreshColumn(table, column)) ?? catalogue.isFresh(table);
  const over = destroys('overwrites', target);
  const fills = fillsOnly(rest, columns);
  const finding = isNew ? asChange(over) : fills ? changes('alters', target) : over;
  const whole = replaces ? together(over, destroys('removes rows', object('table', table))) : finding;
  catalogue.write(table);
  return together(
    catalogue.isFresh(table) ? asChange(whole) : whole,
    // Nothing refers to NULL.
    fills ? harmless : takenAlong(catalogue, 'UPDATE', table, { columns, fires }),
    ...eventsOf('UPDATE', replaces).map((event) => catalogue.fires(event, table)),
    replaces ? takenAlong(catalogue, 'DELETE', table, { fires }) : harmless,
  );
}

/** Rows that are replaced are deleted. */
const eventsOf = (event: Event, replaces: boolean): Event[] => (replaces ? [event, 'DELETE'] : [event]);

interface Manner {
  readonly replaces: boolean;
  readonly drops: boolean;
}

function insert(table: readonly string[], rest: readonly Token[], manner: Manner, state: State): Finding {
  const { catalogue } = state;
  const cursor = new Cursor(rest);
  if (cursor.take('AS')) cursor.name();
  const columns = cursor
    .group()
    ?.filter(({ kind }) => kind !== 'mark')
    .map(({ value }) => value);
  const target = object('table', table);
  const command = columns?.some((each) => lower(each) === lower(table.at(-1)))
    ? indexCommand(cursor.rest, table)
    : harmless;
  const known = catalogue.likely(table);
  const overwrites = has(rest, 'DO', 'UPDATE');
  const replaces = manner.replaces || known?.replaces === true;
  const found = replaces
    ? together(destroys('removes rows', target), destroys('overwrites', target))
    : overwrites
      ? destroys('overwrites', target)
      : changes('adds rows', target);
  const second = catalogue.table(table)?.copy !== undefined;
  const copied = replaces || overwrites || second ? undefined : copyOf(columns, cursor.rest, table, state);
  catalogue.write(table);
  const made = catalogue.table(table);
  const finding = together(catalogue.isFresh(table) ? asChange(found) : found, command);
  const also = together(
    ...eventsOf('INSERT', replaces).map((event) => catalogue.fires(event, table)),
    overwrites ? catalogue.fires('UPDATE', table) : harmless,
    replaces ? takenAlong(catalogue, 'DELETE', table, { fires }) : harmless,
    overwrites ? takenAlong(catalogue, 'UPDATE', table, { fires }) : harmless,
  );
  if (copied === undefined || !made?.isFresh) return together(finding, also);
  const key = catalogue.key(table);
  // A trigger may leave rows out.
  const isKept = !manner.drops && !made.ignores && !catalogue.triggers.some((each) => each.table === key);
  const copy = { ...copied, isWhole: copied.isWhole && isKept };
  catalogue.putCopy(made, copy);
  return together({ ...finding, effects: [rowsOf(copy, table, state)] }, also);
}

/** A row for the column that is called as a full-text table itself is a command to it (sqlite.org/fts5.html, 6). */
function indexCommand(values: readonly Token[], table: readonly string[]): Finding {
  const isPlain =
    values.every(({ kind, key }) => kind !== 'word' || key === 'VALUES' || /^\d/.test(key)) && !has(values, '|');
  if (!isPlain) return unknown('a command to a full-text table that is computed');
  return values.some(({ value }) => ['delete', 'delete-all'].includes(lower(value)))
    ? destroys('removes rows', object('table', table))
    : harmless;
}

/** What goes along, for whoever reads that the other table is dropped. */
export function rowsOf(copy: Copy, into: readonly string[], { catalogue }: State): SqlEffect {
  const source = catalogue.tables.get(copy.of);
  const target = { deed: 'adds rows' as const, object: object('table', into) };
  if (!copy.isWhole || source === undefined) return target;
  const made = catalogue.table(into)?.columns;
  const loss = source.columns && made && lossOf(copy, source.columns, made);
  const leaves = loss && [...loss.left, ...loss.changed, ...loss.narrowed];
  return { ...target, from: { table: object('table', source.name), ...(leaves && { leaves }) } };
}

/** Where all that is put in comes from one table. */
export function copyOf(
  columns: readonly string[] | undefined,
  select: readonly Token[],
  into: readonly string[],
  { catalogue }: State,
): Copy | undefined {
  const rows = taken(select);
  // Of another database, or of this session alone, it may be gone before anybody looks.
  if (rows === undefined || (into.length > 1 && lower(into[0]) !== 'main')) return undefined;
  const of = catalogue.named(rows.from);
  const source = catalogue.table(of)?.columns;
  const carried = rows.items.flatMap((item): Omit<Carried, 'to'>[] => {
    if (item !== '*') return [item];
    const all = [...(source?.values() ?? [])].filter(({ type }) => type !== 'HIDDEN');
    return all.map(({ name }) => ({ from: name, how: 'as it was' }));
  });
  const own = [...(catalogue.table(into)?.columns?.values() ?? [])].filter(({ isGenerated }) => !isGenerated);
  const targets = columns ?? own.map(({ name }) => name);
  if (targets.length !== carried.length) return undefined;
  return {
    of: catalogue.key(of),
    isWhole: rows.isWhole && topLevel(select).every(({ key }) => key !== 'RETURNING'),
    carried: carried.map((item, at) => ({ ...item, to: targets[at] as string })),
  };
}
