import path from 'node:path';
import type { Host } from '../../host.ts';
import type { Secret } from '../../types.ts';

/** How a server is reached, with Prisma's own URL parameters read or left out. */
export interface Address {
  readonly host: string;
  readonly port: number;
  /** Path of a unix socket; it goes before host and port. */
  readonly socket: string | undefined;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** `plain` where the URL says nothing, as Prisma does; `require` does not look at the certificate, `verify` does. */
  readonly tls: 'plain' | 'require' | 'verify';
  /** Absolute path of the certificate authority's file. */
  readonly authority: string | undefined;
  /** In seconds. */
  readonly connectTimeoutSeconds: number;
}

/** A server that has not answered by then is taken as down; in seconds. */
const longestTimeoutSeconds = 10;

/**
 * Reads a URL as Prisma's schema engine does (quaint, connector/mysql/url.rs): TLS begins with any of the `ssl…`
 * parameters, and the certificate counts unless `sslaccept` says otherwise. Throws where it is no such URL; the
 * message never holds it.
 */
export function readAddress(host: Host, hidden: Secret): Address {
  const url = parse(hidden.reveal());
  // Of one that is there twice, the engine takes the last.
  const parameter = (name: string) => url.searchParams.getAll(name).at(-1) || undefined;
  const timeout = Number(parameter('connect_timeout') ?? longestTimeoutSeconds);
  const authority = parameter('sslcert');
  return {
    host: decode(url.hostname).replace(/^\[|\]$/g, '') || 'localhost',
    port: Number(url.port || 3306),
    socket: parameter('socket')?.replace(/[()]/g, ''),
    user: decode(url.username) || 'root',
    password: decode(url.password),
    // The first part of the path, whatever follows it.
    database: decode(url.pathname.split('/')[1] ?? '') || 'mysql',
    tls: readTls(parameter('sslaccept'), authority, parameter('sslidentity')),
    authority: authority && findFile(host, authority),
    connectTimeoutSeconds: timeout > 0 ? Math.min(timeout, longestTimeoutSeconds) : longestTimeoutSeconds,
  };
}

function parse(text: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error('the URL cannot be read; characters like @ : / ? # % in its password must be percent-encoded');
  }
  if (url.protocol === 'mysql:' || url.protocol === 'mariadb:') return url;
  throw new Error(`a URL that begins with ${url.protocol}// does not name a MySQL or MariaDB server`);
}

function readTls(
  accept: string | undefined,
  authority: string | undefined,
  identity: string | undefined,
): Address['tls'] {
  if (accept === 'strict') return 'verify';
  return accept || authority || identity ? 'require' : 'plain';
}

/** Prisma looks beside the schema, which is mostly in `prisma`. */
function findFile(host: Host, name: string): string {
  const places = [path.resolve(host.cwd, name), path.resolve(host.cwd, 'prisma', name)];
  return places.find((place) => host.fs.existsSync(place)) ?? (places[0] as string);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
