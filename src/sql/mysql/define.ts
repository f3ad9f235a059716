/** CREATE, DROP and RENAME. */
import { columnsOf, followed, writtenOut } from '../columns.ts';
import { asChange, changes, destroys, type Finding, harmless, object, together, unknown } from '../finding.ts';
import type { ObjectType } from '../script.ts';
import { Cursor, has, splitAt, type Token } from '../token.ts';
import { isRoutine } from './blocks.ts';
import { calls } from './functions.ts';
import { routine } from './routines.ts';
import type { State } from './state.ts';
import { keepsOwnRows } from './table-options.ts';

const kinds: Readonly<Record<string, ObjectType>> = {
  DATABASE: 'database',
  SCHEMA: 'database',
  VIEW: 'view',
  INDEX: 'index',
  SEQUENCE: 'sequence',
  USER: 'role',
  ROLE: 'role',
  SERVER: 'other',
};

export function create(tokens: readonly Token[], state: State): Finding {
  if (isRoutine(tokens)) return routine(tokens, state);
  const cursor = new Cursor(tokens, 1);
  const replaces = cursor.take('OR', 'REPLACE');
  if (cursor.take('TEMPORARY')) return createTable(cursor, { replaces: false, isTemporary: true }, state);
  if (cursor.is('TABLE')) return createTable(cursor, { replaces, isTemporary: false }, state);
  // Before VIEW: ALGORITHM, DEFINER, SQL SECURITY. Before INDEX: its kind.
  const at = tokens.findIndex(({ key }, index) => index >= cursor.at && key in kinds);
  const lead = tokens.slice(cursor.at, at);
  const what = tokens[at]?.key ?? '';
  const isLed =
    what === 'VIEW' ? lead.every(({ key }) => key !== '(') : what === 'INDEX' ? lead.length < 3 : lead.length === 0;
  if (at < 0 || !isLed) return unknown('CREATE of what is not known');
  cursor.at = at + 1;
  const perhaps = cursor.take('IF', 'NOT', 'EXISTS');
  const path = cursor.path();
  const target = object(kinds[what] as ObjectType, path);
  if (path.length === 0) return unknown('CREATE of what is not known');
  if (replaces && (what === 'DATABASE' || what === 'SCHEMA')) return destroys('removes', target);
  if (what === 'VIEW')
    return together(replaces ? changes('alters', target) : changes('adds', target), calls(cursor.rest));
  if (what === 'INDEX') return index(cursor, target, lead, state);
  return { ...changes('adds', target), effects: [{ deed: 'adds', object: target, ...(perhaps && { perhaps }) }] };
}

function index(
  cursor: Cursor,
  target: ReturnType<typeof object>,
  lead: readonly Token[],
  { catalogue }: State,
): Finding {
  while (!cursor.isDone && !cursor.take('ON')) cursor.at += 1;
  const on = cursor.path();
  if (on.length === 0) return unknown('CREATE INDEX on what could not be read');
  const isNew = catalogue.isFresh(on);
  const seen = (id: 'ADDS_CONSTRAINT_TO_DATA' | 'LOCKS_WRITES') => [{ id, object: object('table', on) }];
  const kind = lead.at(-1)?.key;
  const hazards = isNew
    ? []
    : kind === 'UNIQUE'
      ? seen('ADDS_CONSTRAINT_TO_DATA')
      : kind === 'FULLTEXT' || kind === 'SPATIAL'
        ? seen('LOCKS_WRITES')
        : [];
  return { ...changes('adds', of(target, on)), hazards };
}

/** An index is where its table is, which names its database. */
const of = ({ type, name }: ReturnType<typeof object>, table: readonly string[]) =>
  object(type, [...table.slice(0, -1), ...name]);

interface Manner {
  readonly replaces: boolean;
  readonly isTemporary: boolean;
}

function createTable(cursor: Cursor, { replaces, isTemporary }: Manner, { catalogue }: State): Finding {
  if (!cursor.take('TABLE')) return unknown('CREATE of what is not known');
  const perhaps = cursor.take('IF', 'NOT', 'EXISTS');
  const path = cursor.path();
  const target = object('table', path);
  if (path.length === 0) return unknown('CREATE TABLE of what could not be read');
  const select = cursor.tokens.findIndex(
    ({ key }, at) => at >= cursor.at && ['SELECT', 'WITH', 'VALUES'].includes(key),
  );
  const called = select < 0 ? harmless : calls(cursor.tokens.slice(select));
  const fills = perhaps && has(cursor.rest, 'REPLACE') && select >= 0 ? destroys('overwrites', target) : harmless;
  const gone = destroys('removes', target);
  const lost = replaces ? (catalogue.isFresh(path) ? asChange(gone) : gone) : harmless;
  const group = cursor.is('(') ? cursor.group() : undefined;
  const isThere = perhaps && catalogue.table(path) !== undefined;
  const isOwn = keepsOwnRows(cursor.tokens.slice(cursor.at, select < 0 ? undefined : select));
  const isFresh = !perhaps && isOwn;
  const columns = group && select < 0 && !has(group, 'LIKE') ? columnsOf(splitAt(group, ','), isFresh) : undefined;
  if (!isThere) {
    catalogue.add({ name: path, columns, isFresh, follows: followed(group ?? [], (name) => catalogue.key(name)) });
  }
  const unsure = perhaps || isTemporary || !isOwn ? { perhaps: true } : {};
  const adds: Finding = { ...changes('adds', target), effects: [{ deed: 'adds', object: target, ...unsure }] };
  return together(lost, columns ? writtenOut(adds, columns) : adds, fills, called);
}

export function drop(tokens: readonly Token[], state: State): Finding {
  const { catalogue } = state;
  const cursor = new Cursor(tokens, 1);
  const isTemporary = cursor.take('TEMPORARY');
  const isPrepared = cursor.is('PREPARE');
  const what = cursor.takeOneOf(
    'TABLE',
    'TABLES',
    'DATABASE',
    'SCHEMA',
    'VIEW',
    'INDEX',
    'TRIGGER',
    'PROCEDURE',
    'FUNCTION',
    'EVENT',
    'SEQUENCE',
    'USER',
    'ROLE',
    'SERVER',
  );
  if (isPrepared) return harmless;
  if (what === undefined) return unknown('DROP of what is not known');
  cursor.take('IF', 'EXISTS');
  if (what === 'USER' || what === 'ROLE') return changes('removes', object('role', cursor.path()));
  const [list = []] = splitAt(
    cursor.rest,
    'RESTRICT',
    'CASCADE',
    'WAIT',
    'NOWAIT',
    ...(what === 'INDEX' ? ['ON'] : []),
  );
  const paths = splitAt(list, ',').map((each) => new Cursor(each).path());
  if (paths.some(({ length }) => length === 0)) return unknown('DROP of what could not be read');
  const each = (judge: (path: readonly string[]) => Finding) => together(...paths.map(judge));
  switch (what) {
    case 'TABLE':
    case 'TABLES':
      return each((path) => {
        const gone = destroys('removes', object('table', path));
        const isOurs = catalogue.isFresh(path);
        catalogue.remove(path);
        if (isTemporary) return harmless;
        return isOurs ? asChange(gone) : gone;
      });
    case 'DATABASE':
    case 'SCHEMA':
      return each((path) => destroys('removes', object('database', path), { cascades: true }));
    case 'SEQUENCE':
      return each((path) => changes('removes', object('sequence', path)));
    case 'INDEX': {
      const [, on = []] = splitAt(cursor.rest, 'ON');
      return each((path) => changes('removes', of(object('index', path), new Cursor(on).path()), 'DROPS_INDEX_IN_USE'));
    }
    case 'TRIGGER':
      return each((path) => {
        catalogue.triggers = catalogue.triggers.filter(({ name }) => name !== catalogue.key(path));
        return changes('removes', object('trigger', path));
      });
    default:
      return each((path) =>
        changes(
          'removes',
          object(what === 'VIEW' ? 'view' : what === 'SERVER' || what === 'EVENT' ? 'other' : 'function', path),
        ),
      );
  }
}

/** RENAME TABLE a TO b, c TO d. */
export function rename(tokens: readonly Token[], { catalogue }: State): Finding {
  const cursor = new Cursor(tokens, 1);
  if (cursor.take('USER')) return changes('renames', object('role', cursor.path()));
  if (!cursor.take('TABLE') && !cursor.take('TABLES')) return unknown('RENAME of what is not known');
  cursor.take('IF', 'EXISTS');
  return together(
    ...splitAt(cursor.rest, ',').map((item) => {
      const [from = [], to = []] = splitAt(
        item.filter(({ key }) => key !== 'NOWAIT'),
        'TO',
      );
      const [old, now] = [new Cursor(from).path(), new Cursor(to).path()];
      if (old.length === 0 || now.length === 0) return unknown('RENAME of what could not be read');
      const isNew = catalogue.isFresh(old);
      catalogue.rename(old, now);
      return renamed(object('table', old), now, isNew);
    }),
  );
}

export function renamed(target: ReturnType<typeof object>, to: readonly string[], isNew: boolean): Finding {
  const hazards = isNew ? [] : [{ id: 'RENAMES_IN_USE' as const, object: target }];
  return { risk: 'change', effects: [{ deed: 'renames', object: target, to }], hazards };
}
