/** What is made: tables, indexes, views, and what acts later when rows change. */
import { computes } from './expressions.ts';
import { addAll, does, type Findings, hazard, nothingFound, object, type Script } from './findings.ts';
import { as, type Nodes, nameOf, namesOf } from './tree.ts';
import { readType, writeType } from './types.ts';

/** Its defaults and checks are computed later, for rows that it will have. */
export function makesTable(
  { relation, if_not_exists, oncommit, tableElts = [] }: Nodes['CreateStmt'],
  into: Findings,
): void {
  // One that is gone at the end of its transaction stands before one that stays.
  const isShort = oncommit === 'ONCOMMIT_DROP';
  const made = tableElts.flatMap((each) => {
    const column = as(each, 'ColumnDef');
    return column?.colname === undefined ? [] : [{ name: column.colname, type: writeType(readType(column.typeName)) }];
  });
  does(into, 'adds', object('table', nameOf(relation)), { made, ...((if_not_exists || isShort) && { perhaps: true }) });
}

export function makesTableAs(
  { query, into: made, objtype, if_not_exists }: Nodes['CreateTableAsStmt'],
  into: Findings,
  script: Script,
): void {
  const type = objtype === 'OBJECT_MATVIEW' ? 'materialized view' : 'table';
  does(into, 'adds', object(type, nameOf(made?.rel)), { ...(if_not_exists && { perhaps: true }) });
  const run = as(query, 'ExecuteStmt');
  if (run) script.read(query, '', into, script);
  else if (!made?.skipData) computes(query, into, script);
}

export function makesIndex(node: Nodes['IndexStmt'], into: Findings, script: Script): void {
  const { relation, idxname = '', unique, concurrent, if_not_exists, indexParams, whereClause } = node;
  const table = object('table', nameOf(relation));
  does(into, 'adds', object('index', [idxname]), { ...(if_not_exists && { perhaps: true }) });
  computes([indexParams, whereClause], into, script);
  if (unique) hazard(into, 'ADDS_CONSTRAINT_TO_DATA', table);
  if (!concurrent) hazard(into, 'LOCKS_WRITES', table);
}

export function makesView({ view, replace }: Nodes['ViewStmt'], into: Findings): void {
  does(into, replace ? 'alters' : 'adds', object('view', nameOf(view)));
}

type Armed = Nodes['CreateTrigStmt'] & Nodes['RuleStmt'] & Nodes['CreateEventTrigStmt'];

/** A trigger, a rule: nothing goes when it is made. What it does is reckoned with where this script changes rows afterwards. */
export function makesArmed(
  node: Nodes['CreateTrigStmt'] | Nodes['RuleStmt'] | Nodes['CreateEventTrigStmt'],
  into: Findings,
  script: Script,
): void {
  const { relation, funcname, actions = [], trigname, rulename } = node as Armed;
  const name = nameOf(relation);
  does(into, 'alters', object('trigger', [...name, trigname ?? rulename ?? '']));
  const acts = nothingFound();
  const called = namesOf(funcname).at(-1);
  const made = called === undefined ? undefined : script.functions.get(called);
  if (made) addAll(acts, made);
  else if (called !== undefined) acts.unknown.push(`a trigger calls ${called}, whose code is not in this text`);
  for (const action of actions) script.read(action, '', acts, script);
  const key = name.at(-1) ?? '*';
  const armed = script.armed.get(key) ?? nothingFound();
  addAll(armed, acts);
  script.armed.set(key, armed);
}
