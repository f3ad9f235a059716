/** CREATE and DROP. */
import type { Event } from '../catalogue.ts';
import { columnsOf, followed, writtenOut } from '../columns.ts';
import { asChange, changes, destroys, type Finding, harmless, object, together, unknown } from '../finding.ts';
import type { ObjectType } from '../script.ts';
import type { Column, Copy, Table } from '../tables.ts';
import { takenAlong } from '../taken-along.ts';
import { Cursor, has, lower, splitAt, type Token } from '../token.ts';
import { taken } from './copied.ts';
import { calls } from './functions.ts';
import { type Loss, lossOf } from './rewrite.ts';
import { begin, type State } from './state.ts';
import { copyOf, rowsOf, writeRows } from './write-rows.ts';

/** Modules that keep their rows in tables of the same database. */
const modules = ['FTS3', 'FTS4', 'FTS5', 'FTS5VOCAB', 'FTS4AUX', 'RTREE', 'RTREE_I32', 'GEOPOLY'];

export function define(tokens: readonly Token[], state: State): Finding {
  const cursor = new Cursor(tokens, 1);
  const isTemporary = cursor.takeOneOf('TEMP', 'TEMPORARY') !== undefined;
  const isUnique = cursor.take('UNIQUE');
  const isVirtual = cursor.take('VIRTUAL');
  const what = cursor.takeOneOf('TABLE', 'INDEX', 'VIEW', 'TRIGGER');
  const perhaps = cursor.take('IF', 'NOT', 'EXISTS');
  const named = cursor.path();
  if (what === undefined || named.length === 0) return unknown('CREATE of what is not known');
  const path = isTemporary && named.length === 1 ? ['temp', ...named] : named;
  const made = (type: ObjectType): Finding => ({
    ...changes('adds', object(type, path)),
    effects: [{ deed: 'adds', object: object(type, path), ...(perhaps && { perhaps }) }],
  });
  if (isVirtual) {
    const { catalogue } = state;
    if (catalogue.table(path) === undefined) catalogue.add({ name: path, columns: undefined, isFresh: !perhaps });
    const known = cursor.take('USING') && modules.includes(cursor.next?.key ?? '');
    return known
      ? together(made('table'), calls(tokens, true))
      : unknown('a virtual table of a module that is not known');
  }
  if (what === 'INDEX') {
    cursor.take('ON');
    const on = state.catalogue.named(cursor.path());
    const isNew = state.catalogue.isFresh(on);
    const hazards = isUnique && !isNew ? [{ id: 'ADDS_CONSTRAINT_TO_DATA' as const, object: object('table', on) }] : [];
    return together({ ...made('index'), hazards }, calls(tokens, true));
  }
  if (what === 'VIEW') {
    cursor.group();
    return together(made('view'), calls(cursor.rest, !cursor.is('AS')));
  }
  if (what === 'TRIGGER') return trigger(cursor, path, made('trigger'), state);
  const isSure = perhaps && state.knowsSchema && state.catalogue.table(path) === undefined;
  return table(
    cursor,
    path,
    { perhaps: perhaps && !isSure, made: isSure ? changes('adds', object('table', path)) : made('table') },
    state,
  );
}

function table(
  cursor: Cursor,
  path: readonly string[],
  { perhaps, made }: { readonly perhaps: boolean; readonly made: Finding },
  { catalogue, ...state }: State,
): Finding {
  const group = cursor.group();
  // What was there stays where the statement does nothing.
  const isThere = perhaps && catalogue.table(path) !== undefined;
  const isFresh = !perhaps;
  const add = (more: Partial<Parameters<typeof catalogue.add>[0]>) => {
    if (isThere) return;
    catalogue.add({ name: path, columns: undefined, isFresh, ...more });
  };
  if (group === undefined) {
    if (!cursor.take('AS')) return unknown('CREATE TABLE of what is not known');
    const select = cursor.rest;
    const rows = taken(select);
    const source = rows && catalogue.table(catalogue.named(rows.from))?.columns;
    const names = rows?.items.flatMap((item, at) =>
      item === '*' ? [...(source?.values() ?? [])].map(({ name }) => name) : [rows.names[at] ?? ''],
    );
    // Each has the affinity of what it is made from.
    const typeOf = (name: string) => source?.get(lower(name))?.type ?? '';
    const plain = { isNullable: true, isGenerated: false, isFresh };
    const columns = names && new Map(names.map((name) => [lower(name), { ...plain, name, type: typeOf(name) }]));
    add({ columns });
    const own = catalogue.table(path);
    const all = { catalogue, ...state };
    const copied = own && names && isFresh ? copyOf(names, select, path, all) : undefined;
    if (own === undefined || copied === undefined) return together(made, calls(select));
    catalogue.putCopy(own, copied);
    return together({ ...made, effects: [...made.effects, rowsOf(copied, path, all)] }, calls(select));
  }
  const items = splitAt(group, ',');
  const columns = columnsOf(items, isFresh);
  add({
    columns,
    replaces: has(group, 'ON', 'CONFLICT', 'REPLACE'),
    ignores: has(group, 'ON', 'CONFLICT', 'IGNORE'),
    follows: followed(group, (name) => catalogue.key(name)),
  });
  return together(writtenOut(made, columns), calls(group, true));
}

/** It does nothing by itself: what its body does is done by whoever writes to the table. */
function trigger(cursor: Cursor, path: readonly string[], made: Finding, { catalogue }: State): Finding {
  const start = cursor.tokens.findIndex(({ key }, at) => at >= cursor.at && key === 'BEGIN');
  const on = cursor.tokens.findIndex(({ key }, at) => at >= cursor.at && key === 'ON');
  if (start < 0 || on < 0 || on > start) return unknown('a trigger that could not be read');
  const head = cursor.tokens.slice(cursor.at, on);
  const events = (['INSERT', 'UPDATE', 'DELETE'] as const).filter((event) => has(head, event));
  const body = splitAt(cursor.tokens.slice(start + 1, -1), ';').filter((each) => each.length > 0);
  // In a catalogue of its own: nothing is new to it.
  const findings = body.map((each) => bodyStatement(each));
  catalogue.addTrigger({
    name: catalogue.key(path),
    table: catalogue.key(catalogue.named(new Cursor(cursor.tokens, on + 1).path())),
    events: events satisfies Event[],
    body: together(...findings),
  });
  return made;
}

function bodyStatement(body: readonly Token[]): Finding {
  const head = body[0]?.key ?? '';
  if (['INSERT', 'REPLACE', 'UPDATE', 'DELETE'].includes(head)) return writeRows(body, begin());
  if (head === 'SELECT' || head === 'VALUES') return calls(body);
  return unknown('a trigger whose body could not be read');
}

export function drop(tokensOfDrop: readonly Token[], state: State): Finding {
  const { catalogue } = state;
  const cursor = new Cursor(tokensOfDrop, 1);
  const what = cursor.takeOneOf('TABLE', 'INDEX', 'VIEW', 'TRIGGER');
  cursor.take('IF', 'EXISTS');
  const path = cursor.path();
  if (what === undefined || path.length === 0 || !cursor.isDone) return unknown('DROP of what is not known');
  if (what === 'TABLE') return dropTable(path, state);
  if (what === 'INDEX') return changes('removes', object('index', path), 'DROPS_INDEX_IN_USE');
  if (what === 'VIEW') return changes('removes', object('view', path));
  catalogue.triggers = catalogue.triggers.filter(({ name }) => name !== catalogue.key(path));
  return changes('removes', object('trigger', path));
}

function dropTable(named: readonly string[], state: State): Finding {
  const { catalogue } = state;
  const path = catalogue.named(named);
  const key = catalogue.key(path);
  const known = catalogue.table(path);
  const target = object('table', path);
  const [copied] = catalogue.tables.copies(key);
  const followers = catalogue.followers(path, 'DELETE').filter((each) => catalogue.key(each.name) !== key);
  const isFollowed = followers.length > 0;
  // It is emptied first, and what refers to its rows goes with them.
  const cascades = state.enforcesKeys && (isFollowed || (!state.knowsSchema && !known?.isFresh));
  const gone = destroys('removes', target, cascades ? { cascades } : {});
  catalogue.remove(path);
  const takesAlong = state.enforcesKeys ? takenAlong(catalogue, 'DELETE', path, { fires: true }) : harmless;
  if (known?.isFresh) return together(asChange(gone), takesAlong);
  if (copied?.copy === undefined || known?.columns === undefined || copied.columns === undefined) return gone;
  const loss = lossOf(copied.copy, known.columns, copied.columns);
  settle(copied, copied.copy, copied.columns);
  const others = cascades ? destroys('removes rows', target, { cascades }) : harmless;
  const fresh = [...copied.columns.values()].filter(({ isFresh }) => isFresh);
  const added = fresh.map(({ name, type }): Finding => {
    return { ...harmless, effects: [{ deed: 'adds', object: object('table', copied.name, [name]), columnType: type }] };
  });
  return together(...lost(path, loss), others, loss.rows ? gone : asChange(gone), ...added);
}

/** What was carried over into it was there before. */
function settle(made: Table, copy: Copy, columns: Map<string, Column>): void {
  const carried = copy.carried.filter(({ from }) => from !== undefined).map(({ to }) => lower(to));
  for (const [at, each] of columns) if (carried.includes(at)) columns.set(at, { ...each, isFresh: false });
  made.isFresh = false;
  made.copy = undefined;
}

/** The columns that the copy leaves out are named where it is made. */
function lost(path: readonly string[], { left, changed, narrowed }: Loss): Finding[] {
  const of = (columns: readonly string[]) => object('table', path, columns);
  return [
    left.length === 0
      ? harmless
      : { risk: 'destroy', effects: [], hazards: [{ id: 'DELETES_DATA', object: of(left) }] },
    changed.length === 0 ? harmless : destroys('overwrites', of(changed)),
    narrowed.length === 0 ? harmless : destroys('narrows', of(narrowed)),
  ];
}
