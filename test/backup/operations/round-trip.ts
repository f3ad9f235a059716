/** All that a backup goes through, for any engine with any repository. */
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../../src/backup/operations/verify.ts';
import { folderOf, localFoldersOf } from '../../../src/backup/repository/place.ts';
import { type GoodEntry, listBackups, verifyFiles } from '../../../src/backup/repository/read.ts';
import { planPrune, pruneTarget } from '../../../src/backup/retention/prune.ts';
import type { Policy, RepositoryPlace } from '../../../src/policy/policy.ts';
import type { Target } from '../../../src/types.ts';
import { digestDatabase } from '../../support/digest.ts';
import type { Kind } from '../engines/engine-places.ts';
import { spoil } from '../engines/payload-damage.ts';
import { tickingHost } from '../engines/scratch.ts';

export interface Subject {
  readonly kind: Kind;
  readonly target: Target;
  readonly policy: Policy;
  /** Changes what the database holds; it can still be dumped afterwards. */
  harm(): Promise<void>;
}

const host = tickingHost();

/**
 * Make, list, inspect, verify, restore, damage, prune. What the database holds is read by the tests' own means before
 * and after. Gives the entry as it was listed first.
 */
export async function roundTrip(subject: Subject): Promise<GoodEntry> {
  const { kind, target, policy } = subject;
  const { repository } = policy.backup;
  const digest = async () => {
    const { objects, ...rest } = await digestDatabase(kind, target.url.reveal());
    return { ...rest, objects: kind === 'postgresql' ? objects.map(withoutCasts) : objects };
  };
  const why = { reason: 'before db push', argv: ['db', 'push'] };
  const before = await digest();

  const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
  if (made.status === 'skipped') throw new Error(made.because);
  const { id } = made.backup;
  const [entry] = await goodOnes(repository);
  if (!entry) throw new Error('there is no backup');
  expect(entry).toMatchObject({ id, manifest: { check: 'inspected', pinned: false } });
  expect(entry.manifest.tables.length).toBeGreaterThan(0);
  await verifyFiles(host, entry);
  const stored = storedFile(repository, entry);

  expect((await verifyBackup({ host, target, policy, entry })).check).toBe('verified');
  expect(await digest()).toEqual(before);

  await subject.harm();
  const harmed = await digest();
  expect(harmed).not.toEqual(before);
  const restored = await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
  expect(await digest()).toEqual(before);
  const [present, proved] = await goodOnes(repository);
  expect([present?.id, proved?.id]).toEqual([restored.before?.id, id]);
  if (!proved) throw new Error('there is no proved one');

  chmodSync(stored, 0o600);
  spoil(stored, 'of zeros');
  await expect(verifyBackup({ host, target, policy, entry: proved })).rejects.toMatchObject({
    code: 'restore-refused',
  });
  const refused = restoreBackup({ host, target, policy, entry: proved, ontoOther: false, argv: [] });
  await expect(refused).rejects.toMatchObject({ code: 'restore-refused' });
  expect(await digest()).toEqual(before);

  const keep = { ...policy, backup: { ...policy.backup, keep: 1 } };
  const [plan] = planPrune(await listBackups(host, repository), 1, host.now());
  if (!plan) throw new Error('there is nothing to prune');
  await pruneTarget(host, keep, plan);
  const [left, ...others] = await goodOnes(repository);
  expect([left?.id, ...others]).toEqual([restored.before?.id]);
  await verifyFiles(host, left as GoodEntry);
  for (const folder of localFoldersOf(repository)) {
    expect(readdirSync(folder).filter((name) => name.startsWith('.partial-'))).toEqual([]);
  }
  return entry;
}

async function goodOnes(repository: RepositoryPlace): Promise<GoodEntry[]> {
  const entries = await listBackups(host, repository);
  expect(entries.map((entry) => (entry.state === 'damaged' ? entry.why : 'good'))).toEqual(entries.map(() => 'good'));
  return entries as GoodEntry[];
}

/** PostgreSQL places the casts in a list of texts otherwise once it has read its own spelling of them. */
function withoutCasts(object: string): string {
  return object.replace(/::(character varying|text)(\[\])?/g, '').replace(/[()]/g, '');
}

/** Where the repository keeps the payload of the only backup in it. restic's packs of data are larger than those of names. */
function storedFile(place: RepositoryPlace, entry: GoodEntry): string {
  const path = entry.manifest.files[0]?.path ?? '';
  if (typeof place === 'string') return join(entry.path, path);
  if (folderOf(place) !== undefined) return join(entry.path, `${path}.age`);
  if (place.kind !== 'restic') throw new Error('an unknown repository');
  const data = join(place.repository.reveal(), 'data');
  const packs = readdirSync(data, { recursive: true, encoding: 'utf8' }).map((name) => join(data, name));
  const files = packs.filter((pack) => statSync(pack).isFile());
  return files.toSorted((a, b) => statSync(b).size - statSync(a).size)[0] ?? '';
}
