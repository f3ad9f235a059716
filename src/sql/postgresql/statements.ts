/** Each kind of statement of PostgreSQL 18: what it does to what is there. */
import type { Node } from 'libpg-query';
import { addsConstraint, altersTable } from './alter-table.ts';
import { makesFunction, runsBlock } from './blocks.ts';
import { makesArmed, makesIndex, makesTable, makesTableAs, makesView } from './create.ts';
import { drops, truncates, typeOfObject } from './drop.ts';
import { computes, sets } from './expressions.ts';
import { addAll, does, type Findings, hazard, nothingFound, object, runsUnseen, type Script } from './findings.ts';
import { fires } from './rows.ts';
import { harmless, merelyAdds, merelyAlters } from './statement-kinds.ts';
import { as, type Kind, kindOf, type Nodes, nameOf, namesOf, textOf } from './tree.ts';

type Reader<K extends Kind> = (node: Nodes[K], into: Findings, script: Script, text: string) => void;

const readers: { readonly [K in Kind]?: Reader<K> } = {
  SelectStmt: (node, into, script) => computes({ SelectStmt: node }, into, script),
  InsertStmt: (node, into, script) => computes({ InsertStmt: node }, into, script),
  UpdateStmt: (node, into, script) => computes({ UpdateStmt: node }, into, script),
  DeleteStmt: (node, into, script) => computes({ DeleteStmt: node }, into, script),
  MergeStmt: (node, into, script) => computes({ MergeStmt: node }, into, script),
  DropStmt: drops,
  TruncateStmt: truncates,
  AlterTableStmt: altersTable,
  CreateStmt: makesTable,
  CreateTableAsStmt: makesTableAs,
  IndexStmt: makesIndex,
  ViewStmt: makesView,
  CreateTrigStmt: makesArmed,
  RuleStmt: makesArmed,
  CreateEventTrigStmt: makesArmed,
  DoStmt: (node, into, script, text) => runsBlock(node, text, into, script),
  CreateFunctionStmt(node, into, script, text) {
    makesFunction(node, text, script);
    does(into, node.replace ? 'alters' : 'adds', object('function', namesOf(node.funcname)));
  },
  CallStmt: ({ funccall }, into, script) => computes({ FuncCall: funccall }, into, script),
  ExplainStmt({ query, options = [] }, into, script, text) {
    const analyze = options.map((each) => as(each, 'DefElem')).find((each) => each?.defname === 'analyze');
    const value = as(analyze?.arg, 'String')?.sval ?? as(analyze?.arg, 'Integer')?.ival;
    if (analyze && !['off', 'false', 0].includes(value ?? 'on')) readStatement(query, text, into, script);
  },
  PrepareStmt({ name = '', query }, _, script, text) {
    const prepared = nothingFound();
    readStatement(query, text, prepared, script);
    script.prepared.set(name, prepared);
  },
  ExecuteStmt({ name = '' }, into, script) {
    const prepared = script.prepared.get(name);
    if (prepared) addAll(into, prepared);
    else runsUnseen(into, [name], 'it runs a statement that was prepared elsewhere');
  },
  DeclareCursorStmt: ({ query }, into, script) => computes(query, into, script),
  CopyStmt({ relation, query, is_from, is_program, filename }, into, script) {
    computes(query, into, script);
    if (is_program) runsUnseen(into, ['PROGRAM'], 'it runs a program of the server');
    else if (is_from) {
      does(into, 'adds rows', object('table', nameOf(relation)));
      fires(nameOf(relation), into, script);
    } else if (filename !== undefined) into.unknown.push('it writes a file of the server');
  },
  RenameStmt: renames,
  AlterObjectSchemaStmt({ objectType, relation, object: named, newschema }, into) {
    const type = typeOfObject(objectType);
    const moved = object(type, relation ? nameOf(relation) : namesOf(as(named, 'List')?.items));
    does(into, 'renames', moved, { to: [newschema ?? '', moved.name.at(-1) ?? ''] });
    if (type === 'table' || type === 'view') hazard(into, 'RENAMES_IN_USE', moved);
  },
  AlterEnumStmt({ typeName, oldVal, skipIfNewValExists }, into) {
    const type = object('type', namesOf(typeName));
    does(into, oldVal === undefined ? 'adds' : 'alters', type, { ...(skipIfNewValExists && { perhaps: true }) });
  },
  AlterDomainStmt({ typeName, def }, into, script) {
    const type = object('type', namesOf(typeName));
    does(into, 'alters', type);
    const constraint = as(def, 'Constraint');
    if (constraint) addsConstraint(constraint, type, into, script);
  },
  CreateSchemaStmt({ schemaname = '', schemaElts = [], if_not_exists }, into, script, text) {
    does(into, 'adds', object('schema', [schemaname]), { ...(if_not_exists && { perhaps: true }) });
    for (const each of schemaElts) readStatement(each, text, into, script);
  },
  DropdbStmt({ dbname = '' }, into) {
    does(into, 'removes', object('database', [dbname]));
    hazard(into, 'DELETES_DATA', object('database', [dbname]));
  },
  AlterDatabaseStmt: ({ dbname }, into) => altersDatabase(dbname, into),
  AlterDatabaseSetStmt: ({ dbname }, into) => altersDatabase(dbname, into),
  AlterDatabaseRefreshCollStmt: ({ dbname }, into) => altersDatabase(dbname, into),
  AlterOwnerStmt: onObject,
  CommentStmt: onObject,
  SecLabelStmt: onObject,
  GrantStmt({ objtype, objects = [] }, into, _, text) {
    const names = objtype === 'OBJECT_DATABASE' ? objects.map((each) => as(each, 'String')?.sval) : [];
    for (const name of names) altersDatabase(name, into);
    if (names.length === 0) does(into, 'alters', object('other', [words(text)]));
  },
  DropOwnedStmt({ roles = [] }, into) {
    const owner = object('role', [as(roles[0], 'RoleSpec')?.rolename ?? 'current_user']);
    does(into, 'removes', owner, { cascades: true });
    hazard(into, 'DELETES_DATA', owner);
  },
  TransactionStmt({ kind }, into) {
    if (kind === 'TRANS_STMT_COMMIT_PREPARED' || kind === 'TRANS_STMT_ROLLBACK_PREPARED')
      into.unknown.push('it ends a transaction that is not in this text');
  },
  VariableSetStmt({ kind, name, args = [] }, into) {
    if (kind === 'VAR_SET_VALUE') sets(name, textOf(args[0]) ?? String(as(args[0], 'A_Const')?.ival?.ival ?? ''), into);
    else if (kind === 'VAR_SET_DEFAULT' || kind === 'VAR_RESET') sets(name, 'on', into);
  },
  LoadStmt: (_, into) => runsUnseen(into, ['LOAD'], 'it loads a library into the server'),
  LockStmt({ relations = [] }, into) {
    for (const each of relations) hazard(into, 'LOCKS_WRITES', object('table', nameOf(as(each, 'RangeVar'))));
  },
  VacuumStmt({ options = [], rels = [], is_vacuumcmd }, into) {
    if (!is_vacuumcmd || !options.some((each) => as(each, 'DefElem')?.defname === 'full')) return;
    const names = rels.map((each) => nameOf(as(each, 'VacuumRelation')?.relation));
    for (const name of names.length > 0 ? names : [['*']]) writesAnew(name, into);
  },
  ClusterStmt: ({ relation }, into) => writesAnew(relation ? nameOf(relation) : ['*'], into),
  ReindexStmt({ kind, relation, name, params = [] }, into) {
    const indexed = object(
      kind === 'REINDEX_OBJECT_INDEX' ? 'index' : 'table',
      relation ? nameOf(relation) : [name ?? '*'],
    );
    does(into, 'alters', indexed);
    if (!params.some((each) => as(each, 'DefElem')?.defname === 'concurrently')) hazard(into, 'LOCKS_WRITES', indexed);
  },
  RefreshMatViewStmt: ({ relation }, into) => does(into, 'alters', object('materialized view', nameOf(relation))),
};

function altersDatabase(name: string | undefined, into: Findings): void {
  does(into, 'alters', object('database', name === undefined ? [] : [name]));
}

/** What is said of it, or who owns it. */
function onObject(
  node: Nodes['AlterOwnerStmt'] | Nodes['CommentStmt'] | Nodes['SecLabelStmt'],
  into: Findings,
  _: Script,
  text: string,
): void {
  const type = 'objtype' in node ? node.objtype : (node as Nodes['AlterOwnerStmt']).objectType;
  if (type === 'OBJECT_DATABASE') altersDatabase(as(node.object, 'String')?.sval, into);
  else does(into, 'alters', object('other', [words(text)]));
}

function writesAnew(name: string[], into: Findings): void {
  does(into, 'alters', object('table', name));
  hazard(into, 'REWRITES_TABLE', object('table', name));
}

function renames(
  { renameType, relationType, relation, object: named, subname = '', newname = '' }: Nodes['RenameStmt'],
  into: Findings,
): void {
  const name = relation ? nameOf(relation) : namesOf(as(named, 'List')?.items ?? as(named, 'ObjectWithArgs')?.objname);
  if (renameType === 'OBJECT_COLUMN' && relationType !== 'OBJECT_VIEW') {
    const column = { ...object('table', name), columns: [subname] };
    does(into, 'renames', column, { to: [newname] });
    hazard(into, 'RENAMES_IN_USE', column);
    return;
  }
  const type = typeOfObject(renameType);
  const renamed = object(type, [...name, ...(type === 'constraint' || type === 'trigger' ? [subname] : [])]);
  const whole = renamed.name.length > 0 ? renamed : object(type, [as(named, 'String')?.sval ?? subname]);
  does(into, 'renames', whole, { to: [newname] });
  if (['table', 'view', 'schema'].includes(type)) hazard(into, 'RENAMES_IN_USE', whole);
}

/** `text`: of the statement itself. */
export function readStatement(node: Node | undefined, text: string, into: Findings, script: Script): void {
  const kind = kindOf(node);
  if (node === undefined || kind === undefined) {
    into.unknown.push('there is no statement where one was expected');
    return;
  }
  const reader = readers[kind] as Reader<Kind> | undefined;
  if (reader) reader(as(node, kind) as never, into, script, text);
  else if (merelyAdds.has(kind)) does(into, 'adds', object('other', [words(text)]));
  else if (merelyAlters.has(kind)) does(into, 'alters', object('other', [words(text)]));
  else if (!harmless.has(kind)) into.unknown.push(`this reader does not know the statement ${words(text)}`);
}

/** Its first words, which name it. */
const words = (text: string) => text.split(/\s+/).slice(0, 3).join(' ');
