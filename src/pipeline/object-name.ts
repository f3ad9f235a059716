import type { SqlObject } from '../sql/script.ts';

/** For people: `table User`, `column User.name, User.age`. */
export function objectName({ type, name, columns }: SqlObject): string {
  return columns === undefined ? `${type} ${name.join('.')}` : `column ${columnNames({ name, columns })}`;
}

/** `User.name, User.age`; the table where all of it is meant. */
export function columnNames({ name, columns }: Pick<SqlObject, 'name' | 'columns'>): string {
  const table = name.join('.');
  return columns?.map((column) => `${table}.${column}`).join(', ') ?? table;
}
