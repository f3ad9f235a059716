import type { TargetIdentity } from '../types.ts';
import { foldHost } from './hosts.ts';
import { digest } from './tenants.ts';

/**
 * Prisma Postgres. `prisma dev` serves a local database whose true URL is base64 JSON in `api_key`: that URL is
 * returned. Everything else under these protocols is managed by Prisma, and told apart by its key's tenant.
 */
export function managedByPrisma(url: URL): string | TargetIdentity | undefined {
  if (url.protocol !== 'prisma+postgres:' && url.protocol !== 'prisma:') return undefined;
  const local = localUrl(url.href);
  if (local !== undefined) return local;
  const key = url.searchParams.get('api_key') ?? '';
  return {
    provider: 'postgresql',
    host: url.hostname.toLowerCase(),
    port: url.port === '' ? 443 : Number(url.port),
    database: key === '' ? '' : digest(tenant(key) ?? key),
  };
}

/** The true URL of a database that `prisma dev` serves here; undefined for every other URL. */
export function localUrl(text: string): string | undefined {
  if (!text.startsWith('prisma+postgres:')) return undefined;
  const url = new URL(text);
  const inside =
    foldHost(url.hostname) === 'localhost' ? json(url.searchParams.get('api_key') ?? '')?.['databaseUrl'] : undefined;
  return typeof inside === 'string' && /^postgres(ql)?:/.test(inside) ? inside : undefined;
}

/** Keys of one database share its tenant, which stands in the middle part of the JWT. */
function tenant(key: string): string | undefined {
  const id = json(key.split('.')[1] ?? '')?.['tenant_id'];
  return typeof id === 'string' ? id : undefined;
}

function json(base64: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(base64, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
