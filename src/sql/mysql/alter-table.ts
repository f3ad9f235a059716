/** ALTER TABLE: a list of clauses, each of which may be the one that loses something. */
import { followed } from '../columns.ts';
import { asChange, changes, destroys, type Finding, harmless, object, together, unknown } from '../finding.ts';
import { Cursor, splitAt, type Token } from '../token.ts';
import { addColumns, dropColumn, modifyColumn, renameColumn } from './alter-column.ts';
import { renamed } from './define.ts';
import { partitions, reaching } from './partitions.ts';
import type { State } from './state.ts';
import { keepsOwnRows, options } from './table-options.ts';

/** After these a comma may go on with what they list. */
const listing = ['PARTITION', 'BY'];

export function alterTable(tokens: readonly Token[], state: State): Finding {
  const cursor = new Cursor(tokens, 1);
  cursor.take('ONLINE');
  const ignores = cursor.take('IGNORE');
  if (!cursor.take('TABLE')) return unknown('ALTER of what is not known');
  cursor.take('IF', 'EXISTS');
  const path = cursor.path();
  if (path.length === 0) return unknown('ALTER TABLE of what could not be read');
  cursor.take('NOWAIT');
  if (cursor.take('WAIT')) cursor.at += 1;
  const { catalogue } = state;
  const isNew = catalogue.isFresh(path);
  const findings: Finding[] = [];
  let before: readonly Token[] = [];
  let current: readonly string[] = path;
  for (const clause of cursor.is('REORGANIZE') ? [cursor.rest] : splitAt(cursor.rest, ',')) {
    const goesOn =
      isListed(clause) && before.some(({ key }) => listing.includes(key)) && !before.some(({ key }) => key === '(');
    if (!goesOn && clause.length > 0) findings.push(judge(clause, current, state));
    before = goesOn ? [...before, ...clause] : clause;
    current = movedTo(clause, current);
  }
  // Rows that a new key refuses are left out.
  if (ignores) findings.push(destroys('removes rows', object('table', path)));
  const found = together(...findings);
  const whole = found.effects.length > 0 ? found : together(changes('alters', object('table', path)), found);
  if (current !== path) catalogue.rename(path, current);
  return isNew ? together(asChange({ ...whole, hazards: [] }), ofOthers(cursor.rest, state)) : whole;
}

/** What a table that was made just now comes to hold, or to stand for, that was there before. */
const ofOthers = (clauses: readonly Token[], state: State) =>
  keepsOwnRows(clauses) ? reaching(clauses, state) : unknown('an engine whose rows are those of other tables');

const isListed = (clause: readonly Token[]) =>
  clause.length === 1 || (clause.length === 2 && ['ASC', 'DESC'].includes(clause[1]?.key ?? ''));

function movedTo(clause: readonly Token[], path: readonly string[]): readonly string[] {
  const cursor = new Cursor(clause);
  if (!cursor.take('RENAME') || cursor.isOneOf('COLUMN', 'INDEX', 'KEY')) return path;
  cursor.takeOneOf('TO', 'AS', '=');
  const to = cursor.path();
  return to.length === 1 ? [...path.slice(0, -1), ...to] : to;
}

function judge(clause: readonly Token[], path: readonly string[], state: State): Finding {
  const cursor = new Cursor(clause);
  const after = new Cursor(clause, 1);
  switch (clause[0]?.key) {
    case 'ADD':
      return add(after, path, state);
    case 'DROP':
      return drop(after, path, state);
    case 'MODIFY':
    case 'CHANGE':
      return modifyColumn(after, path, state, clause[0].key === 'CHANGE');
    case 'RENAME':
      return rename(after, path, state);
    case 'ALTER':
      return after.isDone ? unknown('ALTER of nothing') : harmless;
    case 'ENABLE':
    case 'DISABLE':
      return cursor.is('ENABLE', 'KEYS') || cursor.is('DISABLE', 'KEYS')
        ? harmless
        : unknown('a clause that is not known');
    case 'FORCE':
      return harmless;
    case 'ORDER':
      return { ...harmless, hazards: [{ id: 'REWRITES_TABLE', object: object('table', path) }] };
    default:
      return partitions(clause, path) ?? options(clause, path);
  }
}

const constraints = ['CONSTRAINT', 'PRIMARY', 'UNIQUE', 'FOREIGN', 'CHECK'];

function add(cursor: Cursor, path: readonly string[], state: State): Finding {
  if (cursor.isOneOf('PARTITION', 'SYSTEM', 'PERIOD')) return harmless;
  const target = object('table', path);
  if (cursor.isOneOf('INDEX', 'KEY', 'VECTOR')) return harmless;
  if (cursor.isOneOf('FULLTEXT', 'SPATIAL')) return { ...harmless, hazards: [{ id: 'LOCKS_WRITES', object: target }] };
  if (!cursor.isOneOf(...constraints)) return addColumns(cursor, path, state);
  const { catalogue } = state;
  catalogue.follow(
    path,
    followed(cursor.rest, (name) => catalogue.key(name)),
  );
  return { ...harmless, hazards: [{ id: 'ADDS_CONSTRAINT_TO_DATA', object: target }] };
}

function drop(cursor: Cursor, path: readonly string[], state: State): Finding {
  const target = object('table', path);
  const dropsIndex: Finding = { ...harmless, hazards: [{ id: 'DROPS_INDEX_IN_USE', object: target }] };
  if (cursor.is('PRIMARY', 'KEY')) return dropsIndex;
  if (cursor.is('PARTITION')) return partition(path, cursor.rest);
  // A word alone is a column of that name.
  if (cursor.tokens.length === cursor.at + 1) return dropColumn(cursor, path, state);
  if (cursor.isOneOf('INDEX', 'KEY')) return dropsIndex;
  if (cursor.is('FOREIGN', 'KEY') || cursor.isOneOf('CONSTRAINT', 'CHECK') || cursor.is('PERIOD', 'FOR'))
    return harmless;
  if (cursor.is('SYSTEM', 'VERSIONING')) return destroys('removes rows', target);
  return dropColumn(cursor, path, state);
}

const partition = (path: readonly string[], rest: readonly Token[]) =>
  destroys('removes rows', { type: 'other', name: [...path, ...rest.slice(-1).map(({ value }) => value)] });

function rename(cursor: Cursor, path: readonly string[], state: State): Finding {
  if (cursor.isOneOf('INDEX', 'KEY')) return harmless;
  if (cursor.take('COLUMN')) return renameColumn(cursor, path, state);
  cursor.takeOneOf('TO', 'AS', '=');
  const to = cursor.path();
  return to.length === 0
    ? unknown('RENAME to what could not be read')
    : renamed(object('table', path), to, state.catalogue.isFresh(path));
}
