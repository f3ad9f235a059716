import type { Host } from '../host.ts';
import { findProjectRoot } from '../project/root.ts';
import { secret } from '../secrets/secret.ts';
import type { Target } from '../types.ts';
import { identify } from './identity.ts';
import { labelOf } from './label.ts';
import { localUrl } from './prisma-postgres.ts';

/** `base`: the folder at which a relative SQLite path starts. The URL that is kept has such a path made absolute. */
export function createTarget(host: Host, url: string, role: Target['role'], source: string, base: string): Target {
  const realpath = (file: string) => host.fs.realpathSync(file);
  const identity = identify(url, { cwd: base, realpath });
  const usable = identity.provider === 'sqlite' ? `file:${identity.database}` : (localUrl(url) ?? url);
  const root = realpath(findProjectRoot(host));
  return { identity, role, url: secret(usable), label: labelOf(identity, root), source };
}
