/** Statements that change rows, wherever they stand. */
import type { Node, RangeVar } from 'libpg-query';
import type { SqlObject } from '../script.ts';
import { addAll, does, type Findings, hazard, object, type Script } from './findings.ts';
import { as, type Nodes, nameOf, namesOf } from './tree.ts';

const statements = {
  InsertStmt: inserts,
  UpdateStmt: updates,
  DeleteStmt: deletes,
  MergeStmt: merges,
} as const;

export const isRowStatement = (key: string): key is keyof typeof statements => Object.hasOwn(statements, key);

/** Of the statement alone: what its parts compute is not looked at. */
export function changesRows(key: keyof typeof statements, node: unknown, into: Findings, script: Script): void {
  statements[key](node as never, into);
  fires(nameOf((node as Nodes['DeleteStmt']).relation), into, script);
}

/** What triggers and rules do that this script itself has made. */
export function fires(table: readonly string[], into: Findings, script: Script): void {
  for (const key of [table.at(-1) ?? '', '*']) {
    const armed = script.armed.get(key);
    if (armed) addAll(into, armed);
  }
}

function inserts({ relation, selectStmt, onConflictClause }: Nodes['InsertStmt'], into: Findings): void {
  const table = object('table', nameOf(relation));
  const source = wholeTable(selectStmt);
  does(into, 'adds rows', table, { ...(source && { from: { table: object('table', source) } }) });
  if (onConflictClause?.action !== 'ONCONFLICT_UPDATE') return;
  overwrites(relation, onConflictClause.targetList ?? [], onConflictClause.whereClause, into);
}

/** Where every row of one table is selected: its name. */
function wholeTable(select: Node | undefined): string[] | undefined {
  const {
    fromClause = [],
    whereClause,
    op,
    limitCount,
    groupClause,
    distinctClause,
    withClause,
  } = as(select, 'SelectStmt') ?? {};
  const isWhole = op === 'SETOP_NONE' && !whereClause && !limitCount && !groupClause && !distinctClause && !withClause;
  const table = fromClause.length === 1 ? as(fromClause[0], 'RangeVar') : undefined;
  return isWhole && table ? nameOf(table) : undefined;
}

function updates({ relation, targetList = [], whereClause }: Nodes['UpdateStmt'], into: Findings): void {
  overwrites(relation, targetList, whereClause, into);
}

/** A column is overwritten, unless the statement says that it was empty, or keeps what it had. */
function overwrites(
  relation: RangeVar | undefined,
  targets: readonly Node[],
  where: Node | undefined,
  into: Findings,
): void {
  const table = object('table', nameOf(relation));
  const empty = emptyColumns(where, relation);
  const set = targets.map((target) => as(target, 'ResTarget')).filter((target) => target !== undefined);
  const isKept = ({ name = '', val }: Nodes['ResTarget']) => {
    const first = as(val, 'CoalesceExpr')?.args?.[0] ?? val;
    return empty.includes(name) || ownColumn(first, relation) === name;
  };
  const columns = (targets: readonly Nodes['ResTarget'][]) => targets.map(({ name = '' }) => name);
  const kept = set.filter(isKept);
  const lost = set.filter((target) => !kept.includes(target));
  if (kept.length > 0) does(into, 'alters', { ...table, columns: columns(kept) });
  if (lost.length === 0) return;
  does(into, 'overwrites', { ...table, columns: columns(lost) });
  hazard(into, 'OVERWRITES_DATA', { ...table, columns: columns(lost) });
}

/** `c IS NULL`, alone or joined to others by AND. */
function emptyColumns(where: Node | undefined, relation: RangeVar | undefined): string[] {
  const test = as(where, 'NullTest');
  const column = test?.nulltesttype === 'IS_NULL' ? ownColumn(test.arg, relation) : undefined;
  if (column !== undefined) return [column];
  const both = as(where, 'BoolExpr');
  return both?.boolop === 'AND_EXPR' ? (both.args ?? []).flatMap((each) => emptyColumns(each, relation)) : [];
}

/** The column's name, where it is one of the table that is changed and not of another one, or of the new row. */
function ownColumn(node: Node | undefined, relation: RangeVar | undefined): string | undefined {
  const names = namesOf(as(node, 'ColumnRef')?.fields);
  const of = names.at(-2);
  return of === undefined || of === (relation?.alias?.aliasname ?? relation?.relname) ? names.at(-1) : undefined;
}

function deletes({ relation }: Nodes['DeleteStmt'], into: Findings): void {
  removesRows(object('table', nameOf(relation)), into);
}

export function removesRows(table: SqlObject, into: Findings, cascades = false): void {
  does(into, 'removes rows', table, { ...(cascades && { cascades }) });
  hazard(into, 'DELETES_DATA', table);
}

function merges({ relation, mergeWhenClauses = [] }: Nodes['MergeStmt'], into: Findings): void {
  const table = object('table', nameOf(relation));
  for (const clause of mergeWhenClauses) {
    const { commandType, targetList = [] } = as(clause, 'MergeWhenClause') ?? {};
    if (commandType === 'CMD_DELETE') removesRows(table, into);
    else if (commandType === 'CMD_UPDATE') overwrites(relation, targetList, undefined, into);
    else if (commandType === 'CMD_INSERT') does(into, 'adds rows', table);
    else if (commandType !== 'CMD_NOTHING') into.unknown.push('a MERGE does what this reader does not know');
  }
}
