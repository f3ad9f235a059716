/** The names that people write for databases: in a policy, in a file of cases. Any spelling that Prisma or a shell knows. */
import { isIPv6 } from 'node:net';
import path from 'node:path';
import { escapeDeceptive } from '../secrets/clean.ts';
import type { Provider, TargetIdentity } from '../types.ts';
import { foldHost } from './hosts.ts';
import { asLocalhost, type Base, identify, identifyFile } from './identity.ts';
import { isUsualPort, labelOf } from './label.ts';
import { tenantHost } from './tenants.ts';

/** A database of a server. Undefined is what the name leaves open: which kind of server, and its usual port. */
export interface ServerName {
  readonly kind: 'server';
  readonly provider: Provider | undefined;
  readonly host: string;
  readonly port: number | undefined;
  readonly database: string;
}

/** An SQLite file, by its path as it was written. */
export interface FileName {
  readonly kind: 'file';
  readonly path: string;
}

/** A sentence without secrets on why it can be no database. */
export interface NoName {
  readonly kind: 'none';
  readonly problem: string;
}

/**
 * `exact`: the name means this database. `alike`: it does but for the case of its letters, which some servers and file systems
 * tell apart and some do not, or for another loopback address; enough for a stricter word, and not for a milder one.
 */
export type Fit = 'exact' | 'alike';

/** A database that a name may mean; without an identity only its label is known. */
export interface Nameable {
  readonly label: string;
  readonly identity?: TargetIdentity | undefined;
}

const nowhere: Base = { cwd: '/', realpath: (file) => file };

/** What a name says by itself. `app@db.example.com:6543`, `db.example.com:6543/app`, a connection URL, a path, `file:…`. */
export function readName(written: string): ServerName | FileName | NoName {
  const text = written.trim();
  if (text === '') return none('It is empty.');
  if (text.includes('\0')) return none('It has a character in it that no name has.');
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === 'file' || scheme === 'sqlite') return readFileUrl(text.slice(scheme.length + 1));
  if (scheme !== undefined && text.slice(scheme.length).startsWith('://')) return readUrl(scheme, text);
  if (/^[^/@]*:\/\//.test(text)) return none('Prisma connects to no database by such a URL.');
  if (/^(\.{0,2}[\\/]|[a-z]:[\\/])/i.test(text)) return readPath(text);
  return readAddress(text) ?? readLabel(text) ?? readPath(text);
}

/**
 * The names under which the database's label is looked for: those of an SQLite file become labels, which start at `root`.
 * `folder`: where its relative path starts. With both slashes where one may have been written for the other.
 */
export function settleName(written: string, folder: string, root: string, realpath: Base['realpath']): string[] {
  const name = readName(written);
  if (name.kind !== 'file') return [written];
  const base = { cwd: folder, realpath };
  const labels = [name.path, name.path.replaceAll('\\', '/')].map((file) =>
    labelOf(identifyFile(file, base), identifyFile(root, base).database),
  );
  // A database of a server may have a name that looks like a path.
  return [...new Set(written.includes('@') ? [written, ...labels] : labels)];
}

/**
 * The file that a relative `file:` URL means where Prisma reads it from a schema in its usual folder. Undefined for other names.
 */
export function fromSchemaFolder(written: string): string | undefined {
  const file = /^\s*file:(?!\/)(.+)$/i.exec(written)?.[1]?.trim();
  return file === undefined || path.isAbsolute(file) ? undefined : `./prisma/${file.split('?')[0]}`;
}

/** Whether a name, settled where it is one of a file, means this database. */
export function fitOf(settled: string, { label, identity }: Nameable): Fit | undefined {
  if (settled === label || settled.trim() === label) return 'exact';
  if (identity !== undefined && identity.provider !== 'sqlite') {
    const name = readName(settled);
    if (name.kind === 'server') {
      if (isAt(name, identity) && name.database === identity.database) return 'exact';
      if (
        isAt(lower(asLocalhost(name)), lower(asLocalhost(identity))) &&
        lower(name).database === lower(identity).database
      )
        return 'alike';
    }
  }
  return settled.trim().toLowerCase() === label.toLowerCase() ? 'alike' : undefined;
}

/** The better of several. */
export function bestFit(settled: readonly string[], database: Nameable): Fit | undefined {
  const fits = settled.map((name) => fitOf(name, database));
  return fits.includes('exact') ? 'exact' : fits.find((fit) => fit !== undefined);
}

function isAt({ provider, host, port }: ServerName, identity: TargetIdentity): boolean {
  if (provider !== undefined && provider !== identity.provider) return false;
  return host === identity.host && (port === undefined ? isUsualPort(identity) : port === identity.port);
}

function lower<T extends { readonly host: string; readonly database: string }>(name: T): T {
  return { ...name, host: name.host.toLowerCase(), database: name.database.toLowerCase() };
}

function readFileUrl(rest: string): FileName | NoName {
  const [file = ''] = rest.replace(/^\/\/(?=\/)/, '').split('?');
  return file === '' ? none('It names no file.') : readPath(file);
}

function readPath(text: string): FileName | NoName {
  return /(^|[\\/])\.{0,2}$/.test(text)
    ? none('It names a folder, and no database in it.')
    : { kind: 'file', path: text };
}

/** A connection URL, with or without a user. */
function readUrl(scheme: string, text: string): ServerName | NoName {
  const known = scheme === 'mariadb' ? 'mysql' : scheme;
  try {
    const { provider, ...place } = identify(`${known}${text.slice(scheme.length)}`, nowhere);
    if (provider === 'unknown') return none(`Prisma connects to no database by ${escapeDeceptive(scheme)}://.`);
    return { kind: 'server', provider, ...place };
  } catch {
    return none('This connection URL cannot be read.');
  }
}

/** `[user@]host[:port]/database`: a URL without its beginning. A first word that may be a folder is one. */
function readAddress(text: string): ServerName | NoName | undefined {
  const [, user, address = '', rest = ''] = /^(?:([^/]*)@)?([^/@]+)(\/.*)?$/s.exec(text) ?? [];
  const isHost = user !== undefined || /:\d+$|^\[[0-9a-f:.]+\]$|^localhost$|^\d+\.\d+\.\d+\.\d+$/i.test(address);
  if (!isHost || (user !== undefined && rest === '')) return undefined;
  if (rest === '' && !/^.+:\d+$|^\[/.test(address)) return undefined;
  if (rest === '' || rest === '/') return none('It names a server, and no database on it.');
  const url = readUrl('postgresql', `postgresql://${text}`);
  if (url.kind === 'none') return none('This address cannot be read.');
  return { ...url, provider: undefined, port: /:\d+$/.test(address) ? portOf(address) : undefined };
}

/** `database@host`, `database@[::1]:5433`, `database@/var/run/postgresql`. */
function readLabel(text: string): ServerName | NoName | undefined {
  const [, database, where = ''] = /^(.*?)@(\/.*|[^@/\\]*)$/s.exec(text) ?? [];
  if (database === undefined || (where.startsWith('/') && /[\\/]/.test(database))) return undefined;
  const [, bracketed, plain = where, port] = /^(?:\[([^\]]*)\]|(.*?))(?::(\d+))?$/s.exec(where) ?? [];
  const isWhole = bracketed === undefined && isIPv6(where);
  const host = (isWhole ? where : (bracketed ?? plain)).trim();
  if (database.trim() === '') return none('It names a server, and no database on it.');
  if (host === '') return none('It names a database, and no server.');
  if (!isWhole && bracketed === undefined && host.includes(':') && !host.startsWith('/'))
    return none('What stands behind its colon is no port.');
  const at = isWhole || port === undefined ? undefined : portOf(`:${port}`);
  if (at !== undefined && at > 65_535) return none('No port has so high a number.');
  if (host.startsWith('/'))
    return {
      kind: 'server',
      provider: undefined,
      host: path.posix.normalize(host).replace(/(?<=.)\/$/, ''),
      port: at,
      database,
    };
  const tenant = tenantHost(foldHost(host), at ?? 0, '');
  return {
    kind: 'server',
    provider: undefined,
    host: tenant.host,
    port: at === undefined ? undefined : tenant.port,
    database,
  };
}

function portOf(address: string): number {
  return Number(/:(\d+)$/.exec(address)?.[1]);
}

function none(problem: string): NoName {
  return { kind: 'none', problem };
}
