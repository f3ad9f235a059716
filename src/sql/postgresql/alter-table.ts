import type { AlterTableCmd, AlterTableType, ColumnDef, Constraint } from 'libpg-query';
import type { SqlObject } from '../script.ts';
import { typeOfObject } from './drop.ts';
import { computes } from './expressions.ts';
import { does, type Findings, hazard, object, type Script } from './findings.ts';
import { isSteady } from './harmless-functions.ts';
import { as, type Nodes, nameOf, namesOf, walk } from './tree.ts';
import { type Conversion, convert, convertBy, parseType, readType, worse, writeType } from './types.ts';

type Clause = (cmd: AlterTableCmd, table: SqlObject, into: Findings, script: Script) => void;

const alters: Clause = (_, table, into) => does(into, 'alters', table);
const rewrites: Clause = (_, table, into) => {
  does(into, 'alters', table);
  hazard(into, 'REWRITES_TABLE', table);
};

/** What is not here only alters: a default, a setting, who owns it, what a trigger does. */
const clauses: Partial<Record<AlterTableType, Clause>> = {
  AT_AddColumn: addsColumn,
  AT_DropColumn: dropsColumn,
  AT_AlterColumnType: changesType,
  AT_AddConstraint: ({ def }, table, into, script) => addsConstraint(as(def, 'Constraint') ?? {}, table, into, script),
  AT_SetNotNull: ({ name = '' }, table, into) => {
    does(into, 'alters', { ...table, columns: [name] });
    hazard(into, 'ADDS_CONSTRAINT_TO_DATA', table);
    hazard(into, 'LOCKS_WRITES', table);
  },
  AT_DropConstraint: ({ name = '' }, table, into) => {
    does(into, 'removes', object('constraint', [...table.name, name]));
  },
  AT_SetExpression: (cmd, table, into, script) => {
    computes(cmd.def, into, script);
    rewrites(cmd, table, into, script);
  },
  AT_SetLogged: rewrites,
  AT_SetUnLogged: rewrites,
  AT_SetAccessMethod: rewrites,
  AT_SetTableSpace: rewrites,
};

/** Known, so that a clause of a later PostgreSQL is not taken for one of these. */
const plain = new Set<string>(
  `ColumnDefault DropNotNull DropExpression SetStatistics SetOptions ResetOptions SetStorage SetCompression AlterConstraint
  ValidateConstraint AlterColumnGenericOptions ChangeOwner ClusterOn DropCluster DropOids SetRelOptions ResetRelOptions
  ReplaceRelOptions EnableTrig EnableAlwaysTrig EnableReplicaTrig DisableTrig EnableTrigAll DisableTrigAll EnableTrigUser
  DisableTrigUser EnableRule EnableAlwaysRule EnableReplicaRule DisableRule AddInherit DropInherit AddOf DropOf ReplicaIdentity
  EnableRowSecurity DisableRowSecurity ForceRowSecurity NoForceRowSecurity GenericOptions AttachPartition DetachPartition
  DetachPartitionFinalize AddIdentity SetIdentity DropIdentity`
    .split(/\s+/)
    .map((name) => `AT_${name}`),
);

export function altersTable(
  { relation, cmds = [], objtype }: Nodes['AlterTableStmt'],
  into: Findings,
  script: Script,
): void {
  const table = object(objtype === 'OBJECT_FOREIGN_TABLE' ? 'table' : typeOfObject(objtype), nameOf(relation));
  for (const each of cmds) {
    const cmd = as(each, 'AlterTableCmd') ?? {};
    const clause = cmd.subtype && clauses[cmd.subtype];
    if (clause) clause(cmd, table, into, script);
    else if (cmd.subtype && plain.has(cmd.subtype)) alters(cmd, table, into, script);
    else into.unknown.push('an ALTER TABLE has a clause that this reader does not know');
  }
}

function dropsColumn({ name = '', behavior }: AlterTableCmd, table: SqlObject, into: Findings): void {
  const column = { ...object('table', table.name), columns: [name] };
  does(into, 'removes', column, { ...(behavior === 'DROP_CASCADE' && { cascades: true }) });
  hazard(into, 'DELETES_DATA', column);
}

function addsColumn({ def, missing_ok }: AlterTableCmd, table: SqlObject, into: Findings, script: Script): void {
  const column = as(def, 'ColumnDef') ?? {};
  const type = readType(column.typeName);
  const added = { ...table, columns: [column.colname ?? ''] };
  does(into, 'adds', added, { columnType: writeType(type), ...(missing_ok && { perhaps: true }) });
  if (table.type !== 'table') return;
  const constraints = (column.constraints ?? []).map((each) => as(each, 'Constraint') ?? {});
  for (const constraint of constraints) {
    if (constraint.contype && isValidated.has(constraint.contype)) addsConstraint(constraint, table, into, script);
    // The default of each row that is there is computed now.
    else computes(constraint.raw_expr, into, script);
  }
  givesValues(column, constraints, table, into);
}

/** Whether rows that are there get a value each, and whether they must have one and get none. */
function givesValues(column: ColumnDef, constraints: readonly Constraint[], table: SqlObject, into: Findings): void {
  const has = (type: Constraint['contype']) => constraints.find(({ contype }) => contype === type);
  const isSerial = /^(?:big|small)?serial\d?$/.test(readType(column.typeName).name);
  const given = has('CONSTR_DEFAULT') ?? has('CONSTR_IDENTITY') ?? has('CONSTR_GENERATED');
  const mustHave = has('CONSTR_NOTNULL') ?? has('CONSTR_PRIMARY');
  const isNull = given?.raw_expr !== undefined && as(given.raw_expr, 'A_Const')?.isnull === true;
  if (mustHave && !isSerial && (given === undefined || isNull)) hazard(into, 'NOT_NULL_WITHOUT_DEFAULT', table);
  const isStored = has('CONSTR_GENERATED') !== undefined && has('CONSTR_GENERATED')?.generated_kind !== 'v';
  const differs = given?.raw_expr !== undefined && !isSteadyExpression(given.raw_expr);
  if (isSerial || has('CONSTR_IDENTITY') || isStored || differs) hazard(into, 'REWRITES_TABLE', table);
}

function isSteadyExpression(tree: unknown): boolean {
  let isSteadySoFar = true;
  walk(tree, (key, value) => {
    if (key === 'FuncCall' && !isSteady(namesOf((value as Nodes['FuncCall']).funcname))) isSteadySoFar = false;
    return undefined;
  });
  return isSteadySoFar;
}

const isValidated = new Set(['CONSTR_CHECK', 'CONSTR_UNIQUE', 'CONSTR_PRIMARY', 'CONSTR_FOREIGN', 'CONSTR_EXCLUSION']);

/** Also of a domain, whose columns are read for it. */
export function addsConstraint(constraint: Constraint, table: SqlObject, into: Findings, script: Script): void {
  const { contype, conname = contype ?? '', skip_validation, indexname, is_enforced } = constraint;
  does(into, 'adds', object('constraint', [...table.name, conname]));
  if (indexname !== undefined) does(into, 'alters', table);
  if (indexname !== undefined || skip_validation || (contype === 'CONSTR_CHECK' && is_enforced === false)) return;
  computes(constraint, into, script);
  hazard(into, 'ADDS_CONSTRAINT_TO_DATA', table);
  hazard(into, 'LOCKS_WRITES', table);
}

function changesType({ name = '', def }: AlterTableCmd, table: SqlObject, into: Findings, script: Script): void {
  const column = as(def, 'ColumnDef') ?? {};
  const to = readType(column.typeName);
  const altered = { ...table, columns: [name] };
  if (table.type !== 'table') {
    does(into, 'alters', altered);
    return;
  }
  const present = script.reading.typeOf?.(table.name, name);
  const from = present === undefined ? undefined : parseType(script.parser, present);
  const outcome = outcomeOf(column, name, from, to);
  computes(column.raw_default, into, script);
  does(into, outcome === 'cuts' ? 'narrows' : 'alters', altered);
  if (outcome !== 'keeps') hazard(into, 'NARROWS_TYPE', altered);
  if (!isInPlace(from, to) || column.raw_default) hazard(into, 'REWRITES_TABLE', table);
}

function outcomeOf(
  column: ColumnDef,
  name: string,
  from: ReturnType<typeof parseType>,
  to: ReturnType<typeof readType>,
): Conversion {
  if (column.raw_default === undefined) return convert(from, to, false);
  const [made, before] = convertBy(column.raw_default, name, from);
  return worse(before, before === 'cuts' ? 'cuts' : convert(made, to, false));
}

/** Only the limit of a text or of a number grows, so the rows stay as they are. */
function isInPlace(from: ReturnType<typeof parseType>, to: ReturnType<typeof readType>): boolean {
  if (from === undefined) return false;
  const isSame =
    from.name === to.name ||
    (from.name === 'varchar' && to.name === 'text') ||
    (from.name === 'text' && to.name === 'varchar');
  return isSame && ['varchar', 'text', 'numeric', 'varbit'].includes(to.name) && convert(from, to, false) === 'keeps';
}
