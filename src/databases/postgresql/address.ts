import path from 'node:path';
import type { Host } from '../../host.ts';
import type { Secret } from '../../types.ts';

type Tls = 'disable' | 'prefer' | 'require' | 'verify';

/** How a server is reached, with Prisma's own URL parameters read or left out. */
export interface Address {
  /** A name, an address without brackets, or the folder of a unix socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  /** `prefer` takes what the server offers; `require` does not look at the certificate, `verify` does. */
  readonly tls: Tls;
  /** As the engine itself takes it, to which `verify-ca` and `verify-full` are no words. */
  readonly engineTls: Tls;
  /** Absolute path of the certificate authority's file. */
  readonly authority: string | undefined;
  /** In seconds. */
  readonly connectTimeoutSeconds: number;
}

/** A server that has not answered by then is taken as down; in seconds. */
const longestTimeoutSeconds = 10;

/**
 * Reads a URL as Prisma's schema engine does (quaint, connector/postgres/url.rs): unset parts are `postgres` and
 * `localhost`, `host=` names a socket's folder, an unknown `sslmode` is `prefer`, and the certificate counts only
 * where `sslaccept=strict` says so. Throws where it is no PostgreSQL URL; the message never holds the URL.
 */
export function readAddress(host: Host, hidden: Secret): Address {
  const url = parse(hidden.reveal());
  // Of one that is there twice, the engine takes the last.
  const parameter = (name: string) => url.searchParams.getAll(name).at(-1) || undefined;
  const timeout = Number(parameter('connect_timeout') ?? longestTimeoutSeconds);
  const authority = parameter('sslrootcert') ?? parameter('sslcert');
  return {
    host: parameter('host') ?? (decode(url.hostname).replace(/^\[|\]$/g, '') || 'localhost'),
    // The engine knows no parameter for it.
    port: Number(url.port || 5432),
    user: decode(url.username) || parameter('user') || 'postgres',
    password: decode(url.password),
    // The first part of the path, whatever follows it.
    database: decode(url.pathname.split('/')[1] ?? '') || 'postgres',
    tls: readTls(parameter('sslmode'), parameter('sslaccept')),
    engineTls: readEngineTls(parameter('sslmode'), parameter('sslaccept')),
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
  if (/^postgres(ql)?:$/.test(url.protocol)) return url;
  throw new Error(`a URL that begins with ${url.protocol}// does not name a PostgreSQL server`);
}

/** Programs of ours do what the words mean to PostgreSQL's own. */
function readTls(mode: string | undefined, accept: string | undefined): Tls {
  return mode === 'verify-ca' || mode === 'verify-full' ? 'verify' : readEngineTls(mode, accept);
}

function readEngineTls(mode: string | undefined, accept: string | undefined): Tls {
  if (mode === 'disable') return 'disable';
  if (accept === 'strict') return 'verify';
  return mode === 'require' ? 'require' : 'prefer';
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
