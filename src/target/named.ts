import { secret } from '../secrets/secret.ts';
import type { Target } from '../types.ts';
import { type Base, identifyFile } from './identity.ts';
import { defaultPorts, labelOf } from './label.ts';
import { readName } from './name.ts';

/**
 * The database that a name means, as if a project used it; a name that leaves open which kind of server it is of means one of
 * PostgreSQL. A sentence without secrets where it can mean none. Nothing is connected to.
 */
export function targetNamed(name: string, root: string, base: Base): Target | string {
  const read = readName(name);
  if (read.kind === 'none') return read.problem;
  if (read.kind === 'file') {
    const identity = identifyFile(read.path.replaceAll('\\', '/'), base);
    return {
      identity,
      role: 'main',
      url: secret(`file:${identity.database}`),
      label: labelOf(identity, root),
      source: 'its name',
    };
  }
  const { provider = 'postgresql', host, database } = read;
  const port = read.port ?? (host.startsWith('/') ? 0 : defaultPorts[provider]);
  const identity = { provider, host, port, database };
  return { identity, role: 'main', url: secret(name.trim()), label: labelOf(identity, root), source: 'its name' };
}
