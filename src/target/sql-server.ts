import type { TargetIdentity } from '../types.ts';
import { foldHost } from './hosts.ts';

/** `sqlserver://host:port;database=app;user=sa;password={a;b}`: JDBC's shape, not a URL's. Values may stand in braces. */
export function sqlServer(url: string): TargetIdentity {
  const rest = url.slice(url.indexOf('//') + 2);
  const address = /^[^;]*/.exec(rest)?.[0] ?? '';
  const values = new Map<string, string>();
  for (const [, name = '', braced, bare = ''] of rest
    .slice(address.length)
    .matchAll(/;\s*([^=;]+?)\s*=\s*(?:\{([^}]*)\}|([^;]*))/g)) {
    values.set(name.toLowerCase(), braced ?? bare.trim());
  }
  const value = (...names: string[]) => names.map((name) => values.get(name)).find((text) => text !== undefined);
  const [, named = '', instance, port] = /^([^:\\]*)(?:\\([^:]*))?(?::(\d+))?$/.exec(address) ?? [];
  const host = foldHost(named || (value('server', 'servername', 'host') ?? ''));
  if (host === '') throw new TypeError('The connection URL cannot be read.');
  const database = value('database', 'databasename', 'initial catalog') ?? 'master';
  return {
    provider: 'sqlserver',
    host,
    port: Number(port ?? value('port') ?? 1433),
    database: instance ? `${instance.toLowerCase()}\\${database}` : database,
  };
}
