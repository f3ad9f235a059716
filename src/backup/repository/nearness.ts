import { dirname } from 'node:path';
import type { Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import { isHere } from '../../target/hosts.ts';
import type { TargetIdentity } from '../../types.ts';
import { folderOf, nameOf } from './place.ts';

/**
 * What would take the backups along with the database: a sentence, or undefined where nothing is known of that.
 * A device is told by its number (stat(2), st_dev): two volumes of one disk have two.
 */
export async function sharedFate(
  host: Host,
  place: RepositoryPlace,
  identity: TargetIdentity,
): Promise<string | undefined> {
  const { provider, database } = identity;
  const folder = localPathOf(place);
  if (provider === 'sqlite') {
    if (folder === undefined) return undefined;
    const [a, b] = await Promise.all([deviceOf(host, database), deviceOf(host, folder)]);
    return a !== undefined && a === b ? "on the database's own disk: both are lost with it" : undefined;
  }
  if (!isHere(identity) || (folder === undefined && !isLoopback(place))) return undefined;
  return "on the database's own host: both are lost with it";
}

function localPathOf(place: RepositoryPlace): string | undefined {
  const folder = folderOf(place) ?? nameOf(place);
  return /^[a-z][a-z0-9]+:/i.test(folder) ? undefined : folder;
}

function isLoopback(place: RepositoryPlace): boolean {
  return /\/\/(localhost|127\.\d+\.\d+\.\d+|\[::1\])([:/]|$)/.test(nameOf(place));
}

/** Of the nearest folder that is there. */
async function deviceOf(host: Host, path: string): Promise<number | undefined> {
  for (let at = path; ; at = dirname(at)) {
    const stat = await host.fs.promises.stat(at).catch(() => undefined);
    if (stat) return stat.dev;
    if (at === dirname(at)) return undefined;
  }
}
