/** Private folders for what was fetched from a repository. Each is named after the process that fills it. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Host } from '../../host.ts';
import { fetchedPrefix as prefix } from '../manifest/format.ts';
import type { Fetched } from './contract.ts';
import { openFolder } from './folder-files.ts';

/** `fill` is given an empty folder, and compares what it puts there; where it throws nothing stays. */
export async function fetchInto(
  host: Host,
  staging: string,
  fill: (folder: string) => Promise<void>,
): Promise<Fetched> {
  await openFolder(host, staging);
  const folder = join(staging, `${prefix}${host.pid}-${randomBytes(6).toString('hex')}`);
  await host.fs.promises.mkdir(folder, { mode: 0o700 });
  const discard = () => host.fs.promises.rm(folder, { recursive: true, force: true }).catch(() => {});
  try {
    await fill(folder);
    return { folder, whole: Promise.resolve(), discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

/** Whether the process that fetched into a folder of that name may still run. */
export function isFetchedNow(host: Host, name: string): boolean {
  return name.startsWith(prefix) && host.isAlive(Number.parseInt(name.slice(prefix.length), 10));
}
