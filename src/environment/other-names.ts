/** Under which other names the policy may speak of a target. Only what is stricter counts by them. */
import path from 'node:path';
import { fileKey } from '../databases/sqlite/look.ts';
import type { Host } from '../host.ts';
import type { Remembrance } from '../known/entry.ts';
import { addressesOf } from '../known/recall.ts';
import type { Policy } from '../policy/policy.ts';
import { findProjectRoot } from '../project/root.ts';
import { labelOf } from '../target/label.ts';
import { fitOf } from '../target/name.ts';
import type { Resolution, Target, TargetIdentity } from '../types.ts';

/** `known`: what this machine remembers, by which a name reaches the database that its server says it is, at any address. */
export function withOtherNames(host: Host, resolution: Resolution, policy: Policy, known: Remembrance): Resolution {
  const lines = [
    ...policy.environments.map(({ target }) => target),
    ...(policy.rules ?? []).flatMap(({ where = [] }) => where),
  ];
  if (lines.length === 0) return resolution;
  const root = host.fs.realpathSync(findProjectRoot(host));
  const named = (target: Target) => ({ ...target, also: otherNames(host, target, lines, { root, known }) });
  return { ...resolution, targets: resolution.targets.map(named) };
}

/** Of `lines`, labels of the policy, those that mean this target and are not its own. */
function otherNames(
  host: Host,
  target: Target,
  lines: readonly string[],
  { root, known }: { readonly root: string; readonly known: Remembrance },
): string[] {
  const others = lines.filter((line) => line !== target.label);
  const identities = [...identitiesOf(target), ...addressesOf(known, target.identity)];
  const means = (line: string) =>
    identities.some((identity) => fitOf(line, { label: labelOf(identity, root), identity }) !== undefined);
  const isHere = target.identity.provider === 'sqlite' ? isSameFile : isOwnSocket;
  return others.filter((line) => means(line) || isHere(host, target, line, root));
}

function identitiesOf({ identity }: Target): TargetIdentity[] {
  const { server, provider } = identity;
  const found: TargetIdentity[] = [];
  // Until the port of a socket counted, its label had none.
  if (provider === 'postgresql' && identity.host.startsWith('/')) found.push({ ...identity, port: 5432 });
  if (server?.here === undefined) return found;
  const port = Number(server.here.slice(server.here.lastIndexOf(':') + 1));
  const spellings = provider === 'mysql' ? [identity.database, server.database] : [identity.database];
  return [...found, ...spellings.map((database) => ({ ...identity, host: 'localhost', port, database }))];
}

/** A folder of sockets in which the server of the target listens, too. */
function isOwnSocket(host: Host, { identity }: Target, line: string): boolean {
  const [, database, folder, port = '5432'] = /^(.*)@(\/.*?)(?::(\d+))?$/.exec(line) ?? [];
  if (folder === undefined || identity.provider !== 'postgresql' || database !== identity.database) return false;
  return identity.server?.here === `localhost:${port}` && host.fs.existsSync(path.join(folder, `.s.PGSQL.${port}`));
}

function isSameFile(host: Host, { identity }: Target, line: string, root: string): boolean {
  if (line.includes('@') || identity.server?.file === undefined) return false;
  const named = host.fs.statSync(path.resolve(root, line), { bigint: true, throwIfNoEntry: false });
  return named !== undefined && fileKey(named) === identity.server.file;
}
