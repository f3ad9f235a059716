import type { Key } from '../sql/kept.ts';
import type { TypedColumn } from '../sql/script.ts';

/** A table as it is now. */
export interface TableShape {
  readonly columns: readonly TypedColumn[];
  readonly keys: readonly Key[];
}

/** One row for each column of a key, in their order. */
export function keysOf(
  rows: readonly { readonly name: string; readonly column: string; readonly kind: string }[],
): Key[] {
  const keys = new Map<string, Key>();
  for (const { name, column, kind } of rows) {
    const known = keys.get(`${kind} ${name}`);
    const columns = [...(known?.columns ?? []), column];
    keys.set(`${kind} ${name}`, { name, columns, kind: kind as Key['kind'] });
  }
  return [...keys.values()];
}
