import type { Contents } from '../engines/contract.ts';

/** Whether both are equal word by word, whatever their order; a table whose digest nobody knows is equal to none. */
export function isSame(one: Contents, other: Contents): boolean {
  const known = [...one.tables, ...other.tables].every(({ digest }) => digest !== undefined);
  return known && textOf(one) === textOf(other);
}

function textOf({ tables, objects }: Contents): string {
  return JSON.stringify([
    tables.map(({ name, rows, digest }) => JSON.stringify([name, rows, digest])).sort(),
    objects.map(({ kind, name, detail }) => JSON.stringify([kind, name, detail])).sort(),
  ]);
}
