/** What expressions and queries do while they are computed: the functions that they call, and rows that they change within. */
import type { FuncCall } from 'libpg-query';
import { addAll, does, type Findings, object, runsUnseen, type Script } from './findings.ts';
import { isHarmless } from './harmless-functions.ts';
import { changesRows, isRowStatement, removesRows } from './rows.ts';
import { type Nodes, nameOf, namesOf, textOf, walk } from './tree.ts';

/** Walks all of it: what stands in a WITH, in a subquery, in RETURNING. */
export function computes(tree: unknown, into: Findings, script: Script): void {
  walk(tree, (key, value) => {
    if (key === 'FuncCall') calls(value as FuncCall, into, script);
    else if (key === 'intoClause') {
      const { rel } = value as { readonly rel?: Nodes['RangeVar'] };
      does(into, 'adds', object('table', nameOf(rel)));
    } else if (key === 'A_Expr') {
      const name = namesOf((value as Nodes['A_Expr']).name);
      if (name.length > 1 && name[0] !== 'pg_catalog') runsUnseen(into, name, `it uses the operator ${name.join('.')}`);
    } else if (isRowStatement(key)) changesRows(key, value, into, script);
    return undefined;
  });
}

/** Effects of functions that are no code of anybody's, and yet not harmless. */
const effective: Readonly<Record<string, (call: FuncCall, into: Findings) => void>> = {
  setval: (call, into) => does(into, 'overwrites', object('sequence', (textOf(call.args?.[0]) ?? '?').split('.'))),
  lo_unlink: (_, into) => removesRows(largeObjects, into),
  lo_put: (_, into) => does(into, 'overwrites', largeObjects),
  lowrite: (_, into) => does(into, 'overwrites', largeObjects),
  lo_truncate: (_, into) => removesRows(largeObjects, into),
  lo_truncate64: (_, into) => removesRows(largeObjects, into),
  pg_terminate_backend: (_, into) => does(into, 'alters', object('other', ['session'])),
  pg_cancel_backend: (_, into) => does(into, 'alters', object('other', ['session'])),
  pg_reload_conf: (_, into) => does(into, 'alters', object('other', ['settings'])),
  pg_stat_reset: (_, into) => does(into, 'alters', object('other', ['statistics'])),
  pg_switch_wal: (_, into) => does(into, 'alters', object('other', ['log'])),
};

const largeObjects = object('other', ['large object']);

function calls(call: FuncCall, into: Findings, script: Script): void {
  const name = namesOf(call.funcname);
  const last = name.at(-1) ?? '';
  const own = script.functions.get(last);
  // It may be the server's as well: then both are reckoned with.
  if (own) addAll(into, own);
  const isServers = name.length === 1 || name[0] === 'pg_catalog';
  const effect = isServers ? effective[last] : undefined;
  if (effect && Object.hasOwn(effective, last)) effect(call, into);
  else if (last === 'set_config' && isServers) sets(textOf(call.args?.[0]), textOf(call.args?.[1]), into);
  else if (!own && !isHarmless(name))
    runsUnseen(into, name, `it calls ${name.join('.')}, whose code is not in this text`);
}

/** A setting of this session, from here on. Two of them decide how the text itself is read. */
export function sets(name: string | undefined, value: string | undefined, into: Findings): void {
  const [setting, to] = [name?.toLowerCase(), value?.toLowerCase()];
  if (setting === undefined) into.unknown.push('it changes a setting whose name is computed');
  if (setting === 'standard_conforming_strings' && !['on', 'true', 'yes', '1'].includes(to ?? ''))
    into.unknown.push('strings are read in another way from here on');
  if (setting === 'client_encoding' && !/^utf-?8$|^unicode$/.test(to ?? ''))
    into.unknown.push('the text is read in another encoding from here on');
  if (setting === 'session_replication_role') does(into, 'alters', object('other', ['triggers']));
}
