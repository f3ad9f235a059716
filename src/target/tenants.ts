import { createHash } from 'node:crypto';

/**
 * Some providers put many customers behind one host and tell them apart by the user's name, or give one database
 * several hosts. Brings both back to one host a database.
 */
export function tenantHost(host: string, port: number, user: string): { host: string; port: number } {
  // Supabase: `postgres.<project>` at the pooler is the database at db.<project>.supabase.co.
  const project = /\.pooler\.supabase\.com$/.test(host) ? /^[^.]+\.([a-z0-9]+)$/.exec(user)?.[1] : undefined;
  if (project !== undefined) return { host: `db.${project}.supabase.co`, port: 5432 };
  if (/^db\.[a-z0-9]+\.supabase\.co$/.test(host)) return { host, port: port === 6543 ? 5432 : port };
  // Neon: the pooled host is the direct one with `-pooler` behind its first word.
  if (host.endsWith('.neon.tech')) return { host: host.replace(/^([^.]+)-pooler\./, '$1.'), port };
  // Prisma Postgres: one host for all, and a user name that is itself a key.
  if (/^(pooled\.)?db\.prisma\.io$/.test(host) && user !== '') return { host: `${digest(user)}.db.prisma.io`, port };
  return { host, port };
}

/** Eight digits that tell one from another and give nothing away. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
