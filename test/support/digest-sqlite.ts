import type { DatabaseFacts } from './digest.ts';
import type { Database } from './sql.ts';

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

export async function describeSqlite(database: Database): Promise<DatabaseFacts> {
  const master = await database.rows(
    `SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
  );
  const rows: Record<string, string[]> = {};
  for (const { name } of master.filter(({ type }) => type === 'table')) {
    const columns = await database.rows(`SELECT name FROM pragma_table_xinfo(${literal(String(name))})`);
    // quote() tells types apart and gives blobs in full; hex shows what a NUL would hide.
    const values = columns
      .map((column) => quote(String(column.name)))
      .map((c) => `quote(${c}) || ':' || coalesce(hex(${c}), '')`);
    const selected = await database.rows(`SELECT ${values.join(" || ',' || ")} AS row FROM ${quote(String(name))}`);
    rows[String(name)] = selected.map(({ row }) => String(row));
  }
  const counted = master.some(({ sql }) => /autoincrement/i.test(String(sql)));
  const sequences = counted ? await database.rows('SELECT name, seq FROM sqlite_sequence ORDER BY name') : [];
  const [version] = await database.rows('PRAGMA user_version');
  return {
    rows,
    objects: [
      ...master.map(({ type, name, sql }) => `${type} ${name} ${sql}`),
      `user_version ${version?.user_version}`,
    ],
    sequences: Object.fromEntries(sequences.map(({ name, seq }) => [String(name), String(seq)])),
  };
}
