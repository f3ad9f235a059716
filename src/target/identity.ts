import { createHash } from 'node:crypto';
import path from 'node:path';
import { databaseIn, decode, parameterOf } from '../databases/server-url.ts';
import type { Provider, ServerIdentity, TargetIdentity } from '../types.ts';
import { foldHost, isLoopback } from './hosts.ts';
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
  if (/^(file|sqlite):/i.test(url)) return sqlite(url, base);
  if (/^sqlserver:/i.test(url)) return sqlServer(url);
  const read = parse(url);
  const inside = managedByPrisma(read);
  if (typeof inside === 'string') return identify(inside, base);
  if (inside !== undefined) return inside;

  const known = protocols[read.protocol];
  const provider = known?.provider ?? 'unknown';
  const database = databaseOf(read, provider) || (known?.database ?? '');
  const socket =
    provider === 'postgresql' ? parameterOf(read, 'host') : parameterOf(read, 'socket')?.replace(/[()]/g, '');
  if (socket?.startsWith('/')) {
    const host = path.posix.normalize(socket).replace(/(?<=.)\/$/, '');
    // PostgreSQL names the socket in that folder by its port; MySQL is given the socket itself.
    return { provider, host, port: provider === 'postgresql' ? Number(read.port || known?.port) : 0, database };
  }

  const hosts = (provider === 'postgresql' && socket) || read.hostname;
  const host = foldHost(decode(hosts)) || 'localhost';
  const port = read.port === '' ? (known?.port ?? 0) : Number(read.port);
  return { provider, ...tenantHost(host, port, decode(read.username)), database };
}

/** The one equality of databases: by what their servers said where both could be asked, else by where they are. */
export function sameDatabase(a: TargetIdentity, b: TargetIdentity): boolean {
  return (a.server && b.server && sameServerIdentity(a.server, b.server)) ?? sameAddress(a, b);
}

/**
 * For what is milder: they are the same, and reached at the same place. A copy of a server's files says of itself what the
 * original says, and stands elsewhere.
 */
export function surelySame(a: TargetIdentity, b: TargetIdentity): boolean {
  const here = a.server?.here;
  return sameDatabase(a, b) && (sameAddress(a, b) || (here !== undefined && here === b.server?.here));
}

/** For what is stricter: one of the two says so. */
export function maybeSame(a: TargetIdentity, b: TargetIdentity): boolean {
  return sameDatabase(a, b) || sameAddress(asLocalhost(a), asLocalhost(b));
}

/** For what is stricter every loopback address is one place: a server mostly listens at all of them. */
export function asLocalhost<T extends Pick<TargetIdentity, 'host'>>(place: T): T {
  return isLoopback(place.host) ? { ...place, host: 'localhost' } : place;
}

/** Whether two servers' answers mean one database. It keeps its name where it gets a new number: made anew, or restored. */
export function sameServerIdentity(a: ServerIdentity, b: ServerIdentity): boolean {
  if (a.provider !== b.provider || a.server !== b.server) return false;
  return (
    a.database === b.database ||
    (a.name !== undefined && a.name === b.name) ||
    (a.file !== undefined && a.file === b.file)
  );
}

export function sameAddress(a: TargetIdentity, b: TargetIdentity): boolean {
  return a.provider === b.provider && a.host === b.host && samePort(a, b) && a.database === b.database;
}

/** Manifests of 0.1.0 have no port for a socket. */
function samePort(a: TargetIdentity, b: TargetIdentity): boolean {
  return a.port === b.port || (a.host.startsWith('/') && (a.port === 0 || b.port === 0));
}

/** The same for every spelling of a target's URL, and fit for a file's name. */
export function identityKey({ provider, host, port, database }: TargetIdentity): string {
  return keyOf([provider, host, port, database]);
}

/**
 * By which one of two works on the same database is told to wait for the other, in the order in which they are to be locked: the
 * address, and what the server says of itself, which a socket or a tunnel does not change, nor a restore.
 */
export function lockKeys(identity: TargetIdentity): string[] {
  const { server } = identity;
  if (server === undefined) return [identityKey(identity)];
  const { provider, database, name, file } = server;
  return [identityKey(identity), keyOf(['server', provider, server.server, file ?? name ?? database])];
}

function keyOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
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

/** Of kinds other than these two the whole path. */
function databaseOf(url: URL, provider: Provider): string {
  return provider === 'postgresql' || provider === 'mysql' ? databaseIn(url) : decode(url.pathname.replace(/^\//, ''));
}

function sqlite(url: string, base: Base): TargetIdentity {
  // The engine takes the word off as often as it is there (quaint, connector/sqlite/params.rs).
  const name = url.replace(/^(file:)+|^(sqlite:)+/i, '').split('?')[0] ?? '';
  if (name === ':memory:') return { provider: 'sqlite', host: '', port: 0, database: name };
  return identifyFile(name, base);
}

/** An SQLite file by its path. */
export function identifyFile(name: string, base: Base): TargetIdentity {
  return { provider: 'sqlite', host: '', port: 0, database: follow(path.resolve(base.cwd, name), base) };
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
