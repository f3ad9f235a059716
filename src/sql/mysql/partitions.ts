import { changes, destroys, type Finding, harmless, object, together, unknown } from '../finding.ts';
import { Cursor, splitAt, type Token } from '../token.ts';
import { renamed } from './define.ts';
import type { State } from './state.ts';

/** The clauses about partitions and tablespaces. Undefined: it is none of them. */
export function partitions(clause: readonly Token[], path: readonly string[]): Finding | undefined {
  const cursor = new Cursor(clause);
  const gone = destroys('removes rows', object('table', path));
  const moved = { ...harmless, hazards: [{ id: 'REWRITES_TABLE' as const, object: object('table', path) }] };
  if (cursor.is('TRUNCATE', 'PARTITION')) return gone;
  if (cursor.is('DISCARD', 'TABLESPACE') || cursor.is('DISCARD', 'PARTITION')) return gone;
  if (cursor.is('IMPORT', 'TABLESPACE') || cursor.is('IMPORT', 'PARTITION'))
    return unknown('a file that is put in the place of a table');
  // They are in another table then, which is mostly dropped next.
  if (cursor.is('EXCHANGE', 'PARTITION')) {
    const other = new Cursor(splitAt(clause, 'TABLE')[1] ?? []).path();
    return other.length > 1 ? together(gone, destroys('removes rows', object('table', other))) : gone;
  }
  if (cursor.take('CONVERT', 'TABLE')) {
    const from = cursor.path();
    return from.length > 1 ? renamed(object('table', from), path, false) : harmless;
  }
  if (cursor.is('CONVERT', 'PARTITION')) {
    const into = new Cursor(splitAt(clause, 'TABLE')[1] ?? []).path();
    return into.length > 1 ? changes('adds', object('table', into)) : harmless;
  }
  if (cursor.is('REPAIR', 'PARTITION')) return unknown('a repair, which leaves out what it cannot read');
  const rewrites = ['REORGANIZE', 'COALESCE', 'REBUILD', 'OPTIMIZE'];
  if (cursor.isOneOf(...rewrites) && cursor.tokens[1]?.key === 'PARTITION') return moved;
  if (cursor.is('ANALYZE', 'PARTITION') || cursor.is('CHECK', 'PARTITION')) return harmless;
  if (cursor.is('PARTITION', 'BY') || cursor.is('REMOVE', 'PARTITIONING')) return moved;
  return undefined;
}

/** Other tables whose rows come into this one, and go with it: EXCHANGE PARTITION a WITH TABLE t, CONVERT TABLE t TO PARTITION a …. */
export function reaching(clauses: readonly Token[], { catalogue }: State): Finding {
  const others = splitAt(clauses, ',').flatMap((clause) => {
    const cursor = new Cursor(clause);
    if (!cursor.isOneOf('EXCHANGE', 'CONVERT')) return [];
    while (!cursor.isDone && !cursor.take('TABLE')) cursor.at += 1;
    const path = cursor.path();
    return path.length === 0 || catalogue.isFresh(path) ? [] : [path];
  });
  return together(...others.map((path) => destroys('removes rows', object('table', path))));
}
