import path from 'node:path';
import { escapeDeceptive } from '../secrets/clean.ts';
import type { Provider, TargetIdentity } from '../types.ts';

export const defaultPorts: Readonly<Record<Provider, number>> = {
  postgresql: 5432,
  mysql: 3306,
  sqlserver: 1433,
  mongodb: 27017,
  sqlite: 0,
  unknown: 0,
};

/**
 * What a person types to name it: `app@db.example.com:6543`; for SQLite the file, relative to the project's root
 * so that a policy can name it too, or its absolute path where it is outside.
 */
export function labelOf(identity: TargetIdentity, root: string): string {
  if (identity.provider === 'sqlite') {
    const relative = path.relative(root, identity.database);
    return escapeDeceptive(relative.startsWith('..') || path.isAbsolute(relative) ? identity.database : relative);
  }
  const host = identity.host.includes(':') ? `[${identity.host}]` : identity.host;
  return escapeDeceptive(`${identity.database}@${host}${isUsualPort(identity) ? '' : `:${identity.port}`}`);
}

/** Whether a label leaves the port out. */
export function isUsualPort({ port, provider }: TargetIdentity): boolean {
  return port === 0 || port === defaultPorts[provider] || port === 443;
}
