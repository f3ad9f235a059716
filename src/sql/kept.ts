/** The statements that give something its new name, and keep what is in it. */
import type { Rename } from './renames.ts';
import type { Dialect, SqlObject } from './script.ts';

/** An index or a key of a table, as it is called now. */
export interface Key {
  readonly name: string;
  /** In their order. */
  readonly columns: readonly string[];
  readonly kind: 'primary' | 'unique' | 'plain' | 'foreign';
}

export function quoted(dialect: Dialect, name: string): string {
  return dialect === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`;
}

export const pathOf = (dialect: Dialect, name: readonly string[]): string =>
  name.map((each) => quoted(dialect, each)).join('.');

export function renamedColumn(dialect: Dialect, table: string, from: string, to: string): string {
  return `ALTER TABLE ${table} RENAME COLUMN ${quoted(dialect, from)} TO ${quoted(dialect, to)}`;
}

/** Undefined where it would go to another schema, or database, with that. */
export function renamedTable(dialect: Dialect, from: SqlObject, to: SqlObject): string | undefined {
  if (from.name.slice(0, -1).join('\0') !== to.name.slice(0, -1).join('\0')) return undefined;
  return `ALTER TABLE ${pathOf(dialect, from.name)} RENAME TO ${quoted(dialect, to.name.at(-1) ?? '')}`;
}

/** One statement for each name that it may have now. */
export function keptBy({ from, to }: Rename, dialect: Dialect): string[] {
  return to.flatMap(({ object }) => {
    const [column, next] = [from.columns?.[0], object.columns?.[0]];
    if (column === undefined || next === undefined) return renamedTable(dialect, from, object) ?? [];
    return renamedColumn(dialect, pathOf(dialect, from.name), column, next);
  });
}
