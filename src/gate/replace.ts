import type { Host } from '../host.ts';

/** The same host, but for these. */
export function replace(host: Host, values: Readonly<Record<string, unknown>>): Host {
  const properties = Object.entries(values).map(([name, value]) => [name, { value }]);
  return Object.create(host, Object.fromEntries(properties)) as Host;
}
