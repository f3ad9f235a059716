/** Columns whose default is a sequence's next number: MariaDB keeps the sequence's schema with it, wherever the table moves. */
import { literal, name, type Session } from '../../../databases/mysql/session.ts';
import { withoutOwnSchema } from './own-names.ts';

/**
 * Statements for a schema into which the tables of `schema` have moved with their sequences: each default then names those.
 * All of a table go at once, since a table of which one default leads nowhere cannot be opened.
 */
export async function describeDefaults(session: Session, schema: string): Promise<Buffer> {
  const rows =
    await session.query(`select table_name as of_table, column_name as of_column, column_default as is_default
    from information_schema.columns where table_schema = ${literal(schema)} and column_default like '%val(%'
    order by table_name, ordinal_position`);
  const changes = new Map<string, string[]>();
  for (const { of_table: table, of_column: column, is_default: value } of rows) {
    const own = withoutOwnSchema(value ?? '', schema);
    if (own === value) continue;
    const change = `ALTER COLUMN ${name(column ?? '')} SET DEFAULT (${own})`;
    changes.set(table ?? '', [...(changes.get(table ?? '') ?? []), change]);
  }
  if (changes.size === 0) return Buffer.alloc(0);
  // Else a table with a history refuses.
  const statements = ['SET SESSION system_versioning_alter_history = KEEP'];
  for (const [table, all] of changes) statements.push(`ALTER TABLE ${name(table)} ${all.join(', ')}`);
  return Buffer.from(statements.map((statement) => `${statement};\n`).join(''));
}
