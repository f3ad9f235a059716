import type { Host } from '../../host.ts';
import type { Secret } from '../../types.ts';
import { connectTimeoutIn, databaseIn, decode, fileNamed, hostIn, parameterOf, readServerUrl } from '../server-url.ts';

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

/**
 * Reads a URL as Prisma's schema engine does (quaint, connector/postgres/url.rs): unset parts are `postgres` and
 * `localhost`, `host=` names a socket's folder, an unknown `sslmode` is `prefer`, and the certificate counts only
 * where `sslaccept=strict` says so. Throws where it is no PostgreSQL URL; the message never holds the URL.
 */
export function readAddress(host: Host, hidden: Secret): Address {
  const url = readServerUrl(hidden.reveal(), ['postgresql', 'postgres'], 'a PostgreSQL server');
  const parameter = (name: string) => parameterOf(url, name);
  const authority = parameter('sslrootcert') ?? parameter('sslcert');
  return {
    host: parameter('host') ?? (hostIn(url) || 'localhost'),
    // The engine knows no parameter for it.
    port: Number(url.port || 5432),
    user: decode(url.username) || parameter('user') || 'postgres',
    password: decode(url.password),
    database: databaseIn(url) || 'postgres',
    tls: readTls(parameter('sslmode'), parameter('sslaccept')),
    engineTls: readEngineTls(parameter('sslmode'), parameter('sslaccept')),
    authority: authority && fileNamed(host, authority),
    connectTimeoutSeconds: connectTimeoutIn(url),
  };
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
