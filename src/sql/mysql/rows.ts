/** INSERT, REPLACE, UPDATE, DELETE, TRUNCATE and LOAD. */
import { asChange, changes, destroys, type Finding, harmless, object, together, unknown } from '../finding.ts';
import { takenAlong } from '../taken-along.ts';
import { Cursor, lower, splitAt, startsAt, type Token, topLevel } from '../token.ts';
import { assigned, fillsOnly } from '../update.ts';
import { calls } from './functions.ts';
import type { State } from './state.ts';

/** What foreign keys do sets no triggers off. */
const fires = false;

const table = (path: readonly string[]) => object('table', path);

export function insert(tokens: readonly Token[], { catalogue }: State): Finding {
  const cursor = new Cursor(tokens);
  const head = cursor.takeOneOf('INSERT', 'REPLACE');
  while (cursor.takeOneOf('LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE') !== undefined);
  cursor.take('INTO');
  const path = cursor.path();
  if (path.length === 0) return unknown(`${head} into what could not be read`);
  const { rest } = cursor;
  const at = rest.findIndex((_, index) => startsAt(rest, index, ['ON', 'DUPLICATE', 'KEY', 'UPDATE']));
  const found =
    head === 'REPLACE'
      ? together(destroys('removes rows', table(path)), destroys('overwrites', table(path)))
      : at >= 0 && !keepsAll(rest.slice(at + 4), path)
        ? destroys('overwrites', table(path))
        : changes('adds rows', table(path));
  return together(
    calls(tokens),
    catalogue.isFresh(path) ? asChange(found) : found,
    catalogue.fires('INSERT', path),
    at >= 0 || head === 'REPLACE'
      ? together(
          catalogue.fires('UPDATE', path),
          takenAlong(catalogue, 'UPDATE', path, { fires }),
          head === 'REPLACE' ? gone(path, catalogue) : harmless,
        )
      : harmless,
  );
}

/** What goes with rows of it. */
const gone = (path: readonly string[], catalogue: State['catalogue']) =>
  together(catalogue.fires('DELETE', path), takenAlong(catalogue, 'DELETE', path, { fires }));

/** `id = id`, the customary way to do nothing. Of a value with another table's name before it nobody knows that it is the same. */
const keepsAll = (list: readonly Token[], path: readonly string[]) =>
  splitAt(list, ',').every((item) => {
    const [left, right, ...more] = splitAt(item, '=');
    const name = left?.at(-1);
    const isOwn = right?.length === 3 && right[1]?.key === '.' && right[0]?.value === path.at(-1);
    const same = right?.length === 1 || isOwn;
    return (
      more.length === 0 &&
      name !== undefined &&
      name.kind !== 'mark' &&
      same &&
      right?.at(-1)?.kind !== 'string' &&
      lower(right?.at(-1)?.value) === lower(name.value) &&
      !/^\d/.test(name.value)
    );
  });

export function update(tokens: readonly Token[], { catalogue }: State): Finding {
  const cursor = new Cursor(tokens, 1);
  while (cursor.takeOneOf('LOW_PRIORITY', 'IGNORE') !== undefined);
  const [references = []] = splitAt(cursor.rest, 'SET');
  const sources = joined(references);
  const [path] = sources.map((each) => each.path);
  if (path === undefined) return unknown('UPDATE of what could not be read');
  const columns = assigned(cursor.rest);
  if (sources.length > 1) {
    const paths = written(cursor.rest, sources);
    return together(
      calls(tokens),
      ...paths.map((each) => destroys('overwrites', table(each))),
      ...paths.map((each) => catalogue.fires('UPDATE', each)),
      ...paths.map((each) => takenAlong(catalogue, 'UPDATE', each, { fires })),
    );
  }
  const target = object('table', path, columns);
  const isNew = columns?.every((column) => catalogue.isFreshColumn(path, column)) ?? catalogue.isFresh(path);
  const over = destroys('overwrites', target);
  const fills = fillsOnly(cursor.rest, columns);
  const found = isNew ? asChange(over) : fills ? changes('alters', target) : over;
  return together(
    calls(tokens),
    found,
    catalogue.fires('UPDATE', path),
    // Nothing refers to NULL.
    fills ? harmless : takenAlong(catalogue, 'UPDATE', path, { columns, fires }),
  );
}

export function remove(tokens: readonly Token[], { catalogue }: State): Finding {
  const cursor = new Cursor(tokens, 1);
  if (cursor.take('HISTORY', 'FROM')) return destroys('removes rows', table(cursor.path()));
  while (cursor.takeOneOf('LOW_PRIORITY', 'QUICK', 'IGNORE') !== undefined);
  const isFirst = cursor.take('FROM');
  const [targets = [], ...more] = isFirst
    ? splitAt(cursor.rest, 'USING', 'WHERE', 'ORDER', 'LIMIT', 'RETURNING')
    : splitAt(cursor.rest, 'FROM');
  const isUsing = isFirst && topLevel(cursor.rest).some(({ key }) => key === 'USING');
  const sources = joined(isFirst && !isUsing ? targets : (splitAt(more[0] ?? [], 'WHERE', 'ORDER', 'LIMIT')[0] ?? []));
  const all = sources.map(({ path }) => path);
  const named = splitAt(targets, ',').map((each) => new Cursor(each).path());
  const paths = isFirst && !isUsing ? all : named.flatMap((each) => meant(each, sources));
  if (paths.length === 0 || paths.some(({ length }) => length === 0))
    return unknown('DELETE of what could not be read');
  return together(
    calls(tokens),
    ...paths.map((path) => (catalogue.isFresh(path) ? asChange : same)(destroys('removes rows', table(path)))),
    ...paths.map((path) => gone(path, catalogue)),
  );
}

const same = (finding: Finding) => finding;

interface Source {
  readonly path: readonly string[];
  readonly alias: string | undefined;
}

/** Words that follow a table without being its alias. */
const noAlias = [
  'ON',
  'USING',
  'LEFT',
  'RIGHT',
  'INNER',
  'CROSS',
  'OUTER',
  'NATURAL',
  'PARTITION',
  'USE',
  'FORCE',
  'IGNORE',
  'SET',
  'WHERE',
  'FOR',
];

/** The tables in a list of them with joins. */
function joined(tokens: readonly Token[]): Source[] {
  const sources = splitAt(tokens, ',', 'JOIN', 'STRAIGHT_JOIN').map((part): Source[] => {
    const cursor = new Cursor(part);
    while (cursor.takeOneOf('LATERAL', '{', 'OJ') !== undefined);
    const group = cursor.group();
    if (group !== undefined) return group[0]?.key === 'SELECT' ? [] : joined(group);
    const path = cursor.path();
    cursor.take('AS');
    return [{ path, alias: cursor.isOneOf(...noAlias) ? undefined : cursor.name() }];
  });
  return sources.flat().filter(({ path }) => path.length > 0);
}

/** Which of the tables an alias, or a name, stands for; all of them where that is not clear. */
function meant(name: readonly string[], sources: readonly Source[]): (readonly string[])[] {
  const last = name.at(-1);
  const found = sources.filter(({ path, alias }) => last !== undefined && (alias ?? path.at(-1)) === last);
  const [only] = found;
  return found.length === 1 && only !== undefined ? [only.path] : sources.map(({ path }) => path);
}

/** Of `SET a.x = …, b.y = …`: the tables whose columns are assigned to; all of them where one of the columns does not say of which it is. */
function written(tokens: readonly Token[], sources: readonly Source[]): (readonly string[])[] {
  const all = sources.map(({ path }) => path);
  const [, list = []] = splitAt(tokens, 'SET');
  const [clause = []] = splitAt(list, 'WHERE', 'ORDER', 'LIMIT');
  const owners = splitAt(clause, ',').map((item) => new Cursor(splitAt(item, '=')[0] ?? []).path().slice(0, -1));
  if (owners.length === 0 || owners.some(({ length }) => length === 0)) return all;
  const paths = owners.flatMap((owner) => meant(owner, sources));
  return all.filter((path) => paths.includes(path));
}

export function truncate(tokens: readonly Token[], { catalogue }: State): Finding {
  const cursor = new Cursor(tokens, 1);
  cursor.take('TABLE');
  const path = cursor.path();
  if (path.length === 0) return unknown('TRUNCATE of what could not be read');
  const found = destroys('removes rows', table(path));
  return catalogue.isFresh(path) ? asChange(found) : found;
}

/** LOAD DATA, LOAD XML. */
export function load(tokens: readonly Token[], { catalogue }: State): Finding {
  const into = tokens.findIndex(({ key }, at) => key === 'INTO' && tokens[at + 1]?.key === 'TABLE');
  if (!['DATA', 'XML'].includes(tokens[1]?.key ?? '') || into < 0)
    return tokens[1]?.key === 'INDEX' ? harmless : unknown('LOAD of what is not known');
  const path = new Cursor(tokens, into + 2).path();
  const replaces = tokens[into - 1]?.key === 'REPLACE';
  const found = replaces
    ? together(destroys('removes rows', table(path)), destroys('overwrites', table(path)))
    : changes('adds rows', table(path));
  return together(
    calls(tokens.slice(into + 2)),
    catalogue.isFresh(path) ? asChange(found) : found,
    catalogue.fires('INSERT', path),
    replaces ? gone(path, catalogue) : harmless,
  );
}
