import { createHash } from 'node:crypto';
import path from 'node:path';
import type { Provider, TargetIdentity } from '../types.ts';
import { foldHost } from './hosts.ts';
import { managedByPrisma } from './prisma-postgres.ts';
import { sqlServer } from './sql-server.ts';
import { tenantHost } from './tenants.ts';

/** Where a relative SQLite path starts, and how links are followed (`fs.realpathSync`). */
export interface Base {
  readonly cwd: string;
  realpath(path: string): string;
}

const protocols: Readonly<Record<string, { provider: Provider; port: number; database: string }>> = {
  'postgresql:': { provider: 'postgresql', port: 5432, database: 'postgres' },
  'postgres:': { provider: 'postgresql', port: 5432, database: 'postgres' },
  'mysql:': { provider: 'mysql', port: 3306, database: 'mysql' },
  'mongodb:': { provider: 'mongodb', port: 27017, database: 'test' },
  'mongodb+srv:': { provider: 'mongodb', port: 27017, database: 'test' },
};

/**
 * The database that a Prisma connection URL means, whichever of its spellings was used.
 * The defaults are those of Prisma's own drivers (prisma/prisma-engines, quaint/src/connector).
 * Throws TypeError, without the URL in it, where it cannot be read.
 */
export function identify(url: string, base: Base): TargetIdentity {
  if (url.startsWith('file:')) return sqlite(url, base);
  if (/^sqlserver:/i.test(url)) return sqlServer(url);
  const read = parse(url);
  const inside = managedByPrisma(read);
  if (typeof inside === 'string') return identify(inside, base);
  if (inside !== undefined) return inside;

  const known = protocols[read.protocol];
  const database = decode(read.pathname.replace(/^\//, '')) || (known?.database ?? '');
  const provider = known?.provider ?? 'unknown';
  const socket = provider === 'postgresql' ? read.searchParams.get('host') : read.searchParams.get('socket');
  if (socket?.startsWith('/'))
    return { provider, host: path.posix.normalize(socket).replace(/(?<=.)\/$/, ''), port: 0, database };

  const hosts = (provider === 'postgresql' && socket) || read.hostname;
  const host = foldHost(decode(hosts)) || 'localhost';
  const port = read.port === '' ? (known?.port ?? 0) : Number(read.port);
  return { provider, ...tenantHost(host, port, decode(read.username)), database };
}

/** The one equality of databases. */
export function sameDatabase(a: TargetIdentity, b: TargetIdentity): boolean {
  return a.provider === b.provider && a.host === b.host && a.port === b.port && a.database === b.database;
}

/** The same for every spelling of a target's URL, and fit for a file's name. */
export function identityKey(identity: TargetIdentity): string {
  const { provider, host, port, database } = identity;
  return createHash('sha256')
    .update(JSON.stringify([provider, host, port, database]))
    .digest('hex')
    .slice(0, 16);
}

function parse(url: string): URL {
  // Several MongoDB hosts are more than the standard allows; one that no DNS has stands for all of them.
  const many = /^(mongodb:\/\/(?:[^/?#]*@)?)([^/?#@]*,[^/?#@]*)(.*)$/is.exec(url);
  try {
    if (many) {
      const hosts = (many[2] ?? '')
        .toLowerCase()
        .split(',')
        .map((host) => host.replace(/:27017$/, ''));
      return new URL(`${many[1]}${hosts.sort().join('+').replaceAll(':', '_')}${many[3]}`);
    }
    return new URL(url);
  } catch {
    // Without its cause: Node's error carries the whole URL.
    throw new TypeError('The connection URL cannot be read.');
  }
}

function sqlite(url: string, base: Base): TargetIdentity {
  const name = url.slice('file:'.length).split('?')[0] ?? '';
  const database = name === ':memory:' ? name : follow(path.resolve(base.cwd, name), base);
  return { provider: 'sqlite', host: '', port: 0, database };
}

/** The path with its links resolved, as far as it exists. */
function follow(file: string, base: Base): string {
  try {
    return base.realpath(file);
  } catch {
    const folder = path.dirname(file);
    return folder === file ? file : path.join(follow(folder, base), path.basename(file));
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
