import type { Host } from '../../host.ts';
import type { Secret } from '../../types.ts';
import { connectTimeoutIn, databaseIn, decode, fileNamed, hostIn, parameterOf, readServerUrl } from '../server-url.ts';

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

/**
 * Reads a URL as Prisma's schema engine does (quaint, connector/mysql/url.rs): TLS begins with any of the `ssl…`
 * parameters, and the certificate counts unless `sslaccept` says otherwise. Throws where it is no such URL; the
 * message never holds it.
 */
export function readAddress(host: Host, hidden: Secret): Address {
  const url = readServerUrl(hidden.reveal(), ['mysql', 'mariadb'], 'a MySQL or MariaDB server');
  const parameter = (name: string) => parameterOf(url, name);
  const authority = parameter('sslcert');
  return {
    host: hostIn(url) || 'localhost',
    port: Number(url.port || 3306),
    socket: parameter('socket')?.replace(/[()]/g, ''),
    user: decode(url.username) || 'root',
    password: decode(url.password),
    database: databaseIn(url) || 'mysql',
    tls: readTls(parameter('sslaccept'), authority, parameter('sslidentity')),
    authority: authority && fileNamed(host, authority),
    connectTimeoutSeconds: connectTimeoutIn(url),
  };
}

function readTls(
  accept: string | undefined,
  authority: string | undefined,
  identity: string | undefined,
): Address['tls'] {
  if (accept === 'strict') return 'verify';
  return accept || authority || identity ? 'require' : 'plain';
}
