/** Other databases that the SQL of a call touches than the one that it is sent to. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NamedNeighbour, type Neighbours, noNeighbours } from '../channel/descriptor.ts';
import { databaseIn } from '../databases/server-url.ts';
import type { Host } from '../host.ts';
import { type Elsewhere, type NamedDatabase, nowhereElse } from '../sql/elsewhere/named.ts';
import { mayReachElsewhere } from '../sql/elsewhere/scan.ts';
import type { Dialect, ServerReading } from '../sql/script.ts';
import { replayedScripts } from '../target/written-tables.ts';
import { type DatabaseUrls, databaseUrls } from './database-urls.ts';
import { type EngineRequest, reachesShadow } from './describe-call.ts';
import type { Dialogue } from './dialogue.ts';
import type { EngineStart } from './engine-start.ts';
import { pendingMigrations } from './look.ts';
import { migrationsIn } from './pending-sql.ts';

interface Sent {
  readonly to: 'main' | 'shadow';
  readonly scripts: readonly string[];
}

/**
 * Whoever only adds to its own database costs a look at the words of its scripts. `ask`: asks the engine, where migrations that may
 * have been applied already reach elsewhere. Never throws.
 */
export async function findNeighbours(
  host: Host,
  start: EngineStart,
  request: EngineRequest,
  ask: Dialogue['ask'],
): Promise<Neighbours> {
  try {
    const urls = databaseUrls(host, start, request.params);
    const dialect = dialectOf(urls.main ?? urls.shadow);
    if (dialect === undefined) return noNeighbours;
    const found = [];
    for (const sent of await sentBy(host, request)) {
      const seen = await elsewhereOf(host, dialect, urls, sent);
      const isMore = seen.named.length > 0 || seen.untold !== undefined;
      const left = isMore && request.method === 'applyMigrations' ? await stillPending(host, request, ask) : undefined;
      const elsewhere = left ? await elsewhereOf(host, dialect, urls, { ...sent, scripts: left }) : seen;
      found.push(placed(host, dialect, urls, sent.to, elsewhere));
    }
    return {
      named: found.flatMap(({ named }) => named),
      untold: found.map(({ untold }) => untold).find((why) => why !== undefined),
    };
  } catch {
    return { named: [], untold: 'what it runs could not be read' };
  }
}

async function sentBy(host: Host, request: EngineRequest): Promise<Sent[]> {
  const { method } = request;
  const params = (request.params ?? {}) as { readonly script?: unknown };
  const sent: Sent[] = [];
  if (method === 'dbExecute' && typeof params.script === 'string') sent.push({ to: 'main', scripts: [params.script] });
  if (method === 'applyMigrations') sent.push({ to: 'main', scripts: migrationsIn(host, params) });
  if (reachesShadow(request)) sent.push({ to: 'shadow', scripts: replayedScripts(host, params) });
  return sent;
}

/** Undefined where the engine does not say which. */
async function stillPending(host: Host, request: EngineRequest, ask: Dialogue['ask']): Promise<string[] | undefined> {
  const scripts = await pendingMigrations(host, request.params as object, ask).catch(() => undefined);
  return scripts?.map(({ sql }) => sql);
}

/** A shadow database is empty when its replay begins. */
async function elsewhereOf(
  host: Host,
  dialect: Dialect,
  urls: DatabaseUrls,
  { to, scripts }: Sent,
): Promise<Elsewhere> {
  const url = to === 'main' ? urls.main : urls.shadow;
  const own = url === undefined || dialect === 'sqlite' ? undefined : ownName(url, dialect);
  if (!scripts.some((sql) => mayReachElsewhere(dialect, sql, own))) return nowhereElse;
  const { readElsewhere } = await import('../sql/elsewhere/read.ts');
  const reading = { dialect, ...(await readingAt(host, urls.main ?? url, urls.base)) };
  return readElsewhere(host, scripts, to === 'main' ? reading : { ...reading, schema: '', typeOf: undefined }, own);
}

/** How the server reads a script, and what is there: what it does not say is taken the stricter way. */
async function readingAt(host: Host, url: string | undefined, base: string): Promise<ServerReading | undefined> {
  if (url === undefined) return undefined;
  const [{ openInside }, { createTarget }] = await Promise.all([
    import('../target/inside.ts'),
    import('../target/target.ts'),
  ]);
  const inside = await openInside(host, createTarget(host, url, 'main', '', base));
  await inside?.close();
  return inside?.reading;
}

function dialectOf(url: string | undefined): Dialect | undefined {
  const scheme = /^([a-z+]+):/i.exec(url ?? '')?.[1]?.toLowerCase();
  if (scheme === 'postgresql' || scheme === 'postgres') return 'postgresql';
  if (scheme === 'mysql') return 'mysql';
  return scheme === 'file' || scheme === 'sqlite' ? 'sqlite' : undefined;
}

function ownName(url: string, dialect: Dialect): string {
  return databaseIn(new URL(url)) || (dialect === 'mysql' ? 'mysql' : 'postgres');
}

/** With the URLs by which they are reached: on a server as the one that the SQL is sent to. */
function placed(host: Host, dialect: Dialect, urls: DatabaseUrls, via: Sent['to'], elsewhere: Elsewhere): Neighbours {
  const { untold } = elsewhere;
  const own = (via === 'main' ? urls.main : urls.shadow) ?? urls.main ?? '';
  const named: NamedNeighbour[] = [];
  for (const { name, risk, isGuess } of elsewhere.named) {
    const found = dialect === 'sqlite' ? filesOf(host, name) : [onServer(own, name)];
    if (found === undefined) return { named: [], untold: 'a file whose name cannot be read' };
    named.push(...found.map((url) => ({ url, risk, via, isGuess })));
  }
  return { named, untold };
}

function onServer(own: string, name: NamedDatabase['name']): string {
  const url = new URL(own);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}

/**
 * From the engine's working folder, where SQLite starts. What begins with `file:` may be a URI to it, or a name as any other.
 * Undefined for what we could not hand on as a URL.
 */
function filesOf(host: Host, name: string): string[] | undefined {
  const files = [name, ...(/^file:/i.test(name) ? uriFiles(name) : [])];
  if (files.some((file) => file.includes('?') && !/^file:/i.test(file))) return undefined;
  const usual = files.filter((file) => file !== '' && !/^:memory:|^file:/i.test(file));
  return usual.map((file) => `file:${path.resolve(host.cwd, file)}`);
}

function uriFiles(uri: string): string[] {
  const [written = ''] = uri.slice('file:'.length).split(/[?#]/);
  if (written.startsWith('//')) return [fileURLToPath(`file:${written.replace(/^\/\/localhost(?=\/)/i, '//')}`)];
  return [decodeURIComponent(written)];
}
