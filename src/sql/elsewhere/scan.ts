import type { Dialect } from '../script.ts';

/**
 * Whether a script may reach another database than its own, by its words alone: what this says no to is not read any further. Pure,
 * and quick. `own`: what the database itself is called, where names with it in front are no other's.
 */
export function mayReachElsewhere(dialect: Dialect, sql: string, own: string | undefined): boolean {
  switch (dialect) {
    case 'sqlite':
      return /\battach\b|\bvacuum\b[^;]*\binto\b/i.test(sql);
    case 'postgresql':
      return /\bdatabase\b|dblink|\bforeign\b(?!\s+key\b)/i.test(sql);
    case 'mysql':
      return (
        /\b(?:use|database|schema|prepare|execute|federated|spider|mrg_myisam|merge)\b/i.test(sql) ||
        withoutOwn(sql, own).includes('.')
      );
  }
}

/** Without numbers, and names that begin with the database's own. */
function withoutOwn(sql: string, own: string | undefined): string {
  const plain = sql.replace(/(?<![\w$`])\d+\.\d+/g, '');
  if (own === undefined) return plain;
  const quoted = own.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
  return plain.replace(new RegExp(`(?<![\\w$.\\u0080-\\uFFFF])(\`?)${quoted}\\1\\.(?=[\`\\w$])`, 'g'), '');
}
