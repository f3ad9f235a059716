/** How Prisma's schema engine reads the URL of a server (prisma-engines, quaint/src/connector), whichever kind of server it is. */
import path from 'node:path';
import type { Host } from '../host.ts';

/** A server that has not answered by then is taken as down; in seconds. */
const longestTimeoutSeconds = 10;

/** Throws without the URL in the message, also where its scheme is none of `schemes`; `names`: what such a URL names. */
export function readServerUrl(text: string, schemes: readonly string[], names: string): URL {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new Error('the URL cannot be read; characters like @ : / ? # % in its password must be percent-encoded');
  }
  if (schemes.includes(url.protocol.slice(0, -1))) return url;
  throw new Error(`a URL that begins with ${url.protocol}// does not name ${names}`);
}

/** Of one that is there twice, the engine takes the last. Undefined where it is not there, or empty. */
export function parameterOf({ searchParams }: URL, name: string): string | undefined {
  return searchParams.getAll(name).at(-1) || undefined;
}

/** The schema of PostgreSQL that a URL names, and in which the engine's sessions are; undefined where it names none. */
export function schemaIn(url: string): string | undefined {
  return URL.canParse(url) ? parameterOf(new URL(url), 'schema') : undefined;
}

/** The first part of the path, whatever follows it; empty where there is none. */
export function databaseIn({ pathname }: URL): string {
  return decode(pathname.split('/')[1] ?? '');
}

/** A name, or an address without brackets; empty where there is none. */
export function hostIn({ hostname }: URL): string {
  return decode(hostname).replace(/^\[|\]$/g, '');
}

export function connectTimeoutIn(url: URL): number {
  const timeout = Number(parameterOf(url, 'connect_timeout') ?? longestTimeoutSeconds);
  return timeout > 0 ? Math.min(timeout, longestTimeoutSeconds) : longestTimeoutSeconds;
}

/** Absolute path of a file that a parameter names: Prisma looks beside the schema, which is mostly in `prisma`. */
export function fileNamed(host: Host, name: string): string {
  const places = [path.resolve(host.cwd, name), path.resolve(host.cwd, 'prisma', name)];
  return places.find((place) => host.fs.existsSync(place)) ?? (places[0] as string);
}

/** What cannot be decoded is taken as it stands. */
export function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
