import { join } from 'node:path';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import { payload } from '../engines/sqlite/engine.ts';
import { listBackups, withPayload } from '../repository/read.ts';

/** Runs with the path of the SQLite file that a backup of ours is. Undefined where it is another kind of backup, or not there. */
export async function openCopy<T>(
  host: Host,
  policy: Policy,
  id: string,
  run: (file: string) => Promise<T>,
): Promise<T | undefined> {
  const entries = await listBackups(host, policy.backup.repository);
  const entry = entries.find((each) => each.id === id);
  if (entry?.state !== 'good' || entry.manifest.engine !== 'sqlite') return undefined;
  return withPayload(host, entry, (folder) => run(join(folder, payload)));
}
