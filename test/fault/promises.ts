/** What holds in every case, whatever went wrong. Each promise that does not is a line. */
import { readdirSync } from 'node:fs';
import { findDifferences } from '../../src/backup/contents/compare.ts';
import { recordedContents } from '../../src/backup/contents/recorded-contents.ts';
import type { Contents, EngineContext } from '../../src/backup/engines/contract.ts';
import { sqlite } from '../../src/backup/engines/sqlite/engine.ts';
import { asDump } from '../../src/backup/manifest/manifest.ts';
import { type BackupEntry, type GoodEntry, listBackups, verifyFiles } from '../../src/backup/repository/read.ts';
import { InterlockError } from '../../src/errors/interlock-error.ts';
import { createHost } from '../../src/host.ts';
import type { Target } from '../../src/types.ts';
import { leaves, type OperationName, operations, type Place } from './operations.ts';
import { contentsOf } from './place.ts';

export interface Before {
  readonly contents: Contents;
  /** What was ever backed up; the first is that of the backup that a restore takes. */
  readonly states: readonly [Contents, ...Contents[]];
  /** Ids of the backups that were whole. */
  readonly whole: readonly string[];
}

/** `done`, the code of the error, or the signal that ended the process. */
export type Ending = { readonly error: unknown } | 'done' | 'killed';

const host = createHost();

export async function brokenPromises(
  operation: OperationName,
  ending: Ending,
  before: Before,
  place: Place,
): Promise<string[]> {
  const broken: string[] = [];
  const now = await contentsOf(place);
  const isUntouched = findDifferences(before.contents, now).length === 0;
  const isRestored = operation === 'restore' && findDifferences(before.states[0], now).length === 0;
  if (!isUntouched && !isRestored) broken.push('the database is another one');
  if (typeof ending === 'object' && !isClear(ending.error)) broken.push(`no clear error: ${String(ending.error)}`);
  const entries = await listBackups(host, place.policy.backup.repository);
  broken.push(...(await falseGoods(entries, place, before.states)), ...(await lost(operation, entries, before)));
  return broken;
}

/** The next command works as if nothing had been, and tidies up. */
export async function nextRunFails(place: Place): Promise<string[]> {
  try {
    await operations.backup(host, place);
    await operations.prune(host, place);
  } catch (error) {
    return [`the next run fails: ${error instanceof InterlockError ? error.why : String(error)}`];
  }
  const left = readdirSync(String(place.policy.backup.repository)).filter((name) => name.startsWith('.partial-'));
  return left.length > 0 ? [`the next run leaves ${left.join()}`] : [];
}

/** A code of ours with its reason; never our own bug. */
export function isClear(error: unknown): boolean {
  return error instanceof InterlockError && error.code !== 'internal' && error.why.length > 10;
}

/** What would be restored without a word must be what was backed up. */
async function falseGoods(
  entries: readonly BackupEntry[],
  { target }: Place,
  states: readonly Contents[],
): Promise<string[]> {
  const broken: string[] = [];
  for (const entry of entries) {
    if (entry.state !== 'good' || !(await isIntact(entry))) continue;
    const known = JSON.stringify(entry.manifest);
    const differences = restored.get(known) ?? (await differencesIn(entry, target, states));
    restored.set(known, differences);
    if (differences.length > 0) broken.push(`${entry.id} is called good: ${differences.join()}`);
  }
  return broken;
}

/** By the manifest, with whose sums every byte has just been compared: the same bytes restore to the same. */
const restored = new Map<string, readonly string[]>();

async function differencesIn(
  { path, manifest }: GoodEntry,
  target: Target,
  states: readonly Contents[],
): Promise<readonly string[]> {
  const context: EngineContext = { host, target };
  const beside = await sqlite.restoreBeside(context, path, asDump(manifest));
  const contents = await beside.fingerprint();
  await beside.discard();
  const recorded = await recordedContents(sqlite, context, path, manifest);
  const differences = findDifferences(recorded, contents).map(({ text }) => text);
  const isKnown = states.some((state) => findDifferences(state, contents).length === 0);
  return isKnown ? differences : [...differences, 'it holds what never was in the database'];
}

async function lost(operation: OperationName, entries: readonly BackupEntry[], { whole }: Before): Promise<string[]> {
  const now: string[] = [];
  for (const entry of entries) if (entry.state === 'good' && (await isIntact(entry))) now.push(entry.id);
  // Their ids begin with the time.
  const newest = [...new Set([...now, ...whole])].sort().reverse().slice(0, leaves[operation]);
  const gone = newest.filter((id) => !now.includes(id));
  return gone.length === 0 ? [] : [`of the ${leaves[operation]} newest that were whole, ${gone.join()} is gone`];
}

export async function isIntact(entry: GoodEntry): Promise<boolean> {
  return verifyFiles(host, entry).then(
    () => true,
    () => false,
  );
}
