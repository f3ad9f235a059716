/** DROP of every kind, and TRUNCATE. */
import type { Node, ObjectType as PgType } from 'libpg-query';
import type { ObjectType } from '../script.ts';
import { does, type Findings, hazard, object, type Script } from './findings.ts';
import { fires, removesRows } from './rows.ts';
import { as, type Nodes, nameOf, namesOf } from './tree.ts';

/** What is not here is some `other`. */
const types: Partial<Record<PgType, ObjectType>> = {
  OBJECT_TABLE: 'table',
  OBJECT_FOREIGN_TABLE: 'view',
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'materialized view',
  OBJECT_INDEX: 'index',
  OBJECT_TABCONSTRAINT: 'constraint',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'type',
  OBJECT_SEQUENCE: 'sequence',
  OBJECT_SCHEMA: 'schema',
  OBJECT_EXTENSION: 'extension',
  OBJECT_FUNCTION: 'function',
  OBJECT_PROCEDURE: 'function',
  OBJECT_ROUTINE: 'function',
  OBJECT_AGGREGATE: 'function',
  OBJECT_TRIGGER: 'trigger',
  OBJECT_ROLE: 'role',
  OBJECT_DATABASE: 'database',
};

export const typeOfObject = (type: PgType | undefined): ObjectType => types[type ?? 'OBJECT_RULE'] ?? 'other';

/** No column or table hangs on them, whatever CASCADE takes: policies, rules, publications, servers of foreign tables. */
const bearsNothing: readonly (PgType | undefined)[] = [
  'OBJECT_POLICY',
  'OBJECT_RULE',
  'OBJECT_EVENT_TRIGGER',
  'OBJECT_PUBLICATION',
  'OBJECT_STATISTIC_EXT',
  'OBJECT_FDW',
  'OBJECT_FOREIGN_SERVER',
  'OBJECT_CAST',
  'OBJECT_CONVERSION',
  'OBJECT_TRANSFORM',
  'OBJECT_TSCONFIGURATION',
  'OBJECT_TSDICTIONARY',
  'OBJECT_TSPARSER',
  'OBJECT_TSTEMPLATE',
];

/** Extensions whose own tables hold nothing of anybody's, because they have none. */
const withoutTables = new Set(
  `adminpack amcheck bloom btree_gin btree_gist citext cube dblink dict_int dict_xsyn earthdistance file_fdw fuzzystrmatch hstore
  hypopg intarray isn lo ltree moddatetime pageinspect pg_buffercache pg_freespacemap pg_jsonschema pg_prewarm pg_stat_statements
  pg_trgm pg_uuidv7 pg_visibility pgcrypto pgjwt pgrowlocks pgstattuple plpgsql postgres_fdw rum seg sslinfo tablefunc tcn
  tsm_system_rows tsm_system_time unaccent uuid-ossp vector xml2`.split(/\s+/),
);

export function drops({ objects = [], removeType, behavior }: Nodes['DropStmt'], into: Findings): void {
  const type = typeOfObject(removeType);
  const cascades = behavior === 'DROP_CASCADE' && !bearsNothing.includes(removeType);
  for (const each of objects) {
    const name = nameOfDropped(each);
    const dropped = object(type, name);
    const takesTables = type === 'extension' && !withoutTables.has(name[0] ?? '');
    does(into, 'removes', dropped, { ...((cascades || takesTables) && { cascades: true }) });
    const isData =
      type === 'table' ||
      ((cascades || takesTables) && ['schema', 'type', 'function', 'extension', 'other'].includes(type));
    if (isData) hazard(into, 'DELETES_DATA', dropped);
    if (type === 'index') hazard(into, 'DROPS_INDEX_IN_USE', dropped);
  }
}

function nameOfDropped(node: Node): string[] {
  const single = as(node, 'String')?.sval;
  if (single !== undefined) return [single];
  const list = as(node, 'List')?.items ?? as(node, 'ObjectWithArgs')?.objname ?? as(node, 'TypeName')?.names;
  return namesOf(list);
}

export function truncates({ relations = [], behavior }: Nodes['TruncateStmt'], into: Findings, script: Script): void {
  for (const relation of relations) {
    const name = nameOf(as(relation, 'RangeVar'));
    removesRows(object('table', name), into, behavior === 'DROP_CASCADE');
    fires(name, into, script);
  }
}
