/** One snapshot of restic's a backup. Its tags tell the id, the target, and what changed of the manifest since. */
import * as v from 'valibot';
import { identityKey, isBackupId } from '../../manifest/format.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { type Chain, parseChain } from './deltas/chain.ts';
import type { Restic } from './run.ts';

const ours = 'prisma-interlock';
/** In milliseconds: snapshots are small, and there may be thousands. */
const timeoutMs = 300_000;
const unproved = 'unproved';

export interface Snapshot {
  readonly id: string;
  /** Of its contents: the same after its tags have changed. */
  readonly tree: string;
  readonly hostname: string;
  readonly backup: string;
  readonly target: string;
  readonly isProved: boolean;
  /** Process, on `hostname`, that wrote it and has not proved it yet. */
  readonly writer: number | undefined;
  /** Fields of the manifest that are no longer as it was written. */
  readonly changes: Record<string, unknown>;
  /** How its files are stored; without it they lie there as they are. */
  readonly chain: Chain | 'unreadable' | undefined;
}

const schema = v.array(
  v.object({ id: v.string(), tree: v.string(), hostname: v.string(), tags: v.optional(v.array(v.string()), []) }),
);

/** Those of prisma-interlock. */
export async function readSnapshots(restic: Restic): Promise<Snapshot[]> {
  const text = await restic.text(['snapshots', '--json', '--no-lock', '--quiet', '--tag', ours], { timeoutMs });
  const found = v.parse(v.nullable(schema), JSON.parse(text)) ?? [];
  return found.flatMap(({ id, tree, hostname, tags }) => {
    const backup = tagValue(tags, 'id') ?? '';
    if (!isBackupId(backup)) return [];
    const target = tagValue(tags, 'target') ?? '';
    const writer = Number(tagValue(tags, 'writer')) || undefined;
    const isProved = !tags.includes(unproved);
    return [{ id, tree, hostname, backup, target, isProved, writer, changes: changesIn(tags), chain: chainIn(tags) }];
  });
}

export function tagsOf({ id, target }: Pick<Manifest, 'id' | 'target'>): string[] {
  return [ours, `id=${id}`, `target=${identityKey(target.identity)}`];
}

/** Until what was written has been read back; such a snapshot is no backup. */
export function unprovedTags(pid: number): string[] {
  return [unproved, `writer=${pid}`];
}

/** The tag that keeps every field in which `is` differs from `was`. */
export function changesTag(was: Manifest, is: Manifest): string[] {
  const changed = Object.entries(is).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name as keyof Manifest]),
  );
  // What was there and is no longer, is undefined now, which JSON has no word for.
  const gone = Object.keys(was).filter((name) => !(name in is));
  const changes = Object.fromEntries([...changed, ...gone.map((name) => [name, null])]);
  if (Object.keys(changes).length === 0) return [];
  return [`changes=${packed(changes)}`];
}

export function withChanges(manifest: Manifest, changes: Snapshot['changes']): unknown {
  const all = Object.entries({ ...manifest, ...changes });
  return Object.fromEntries(all.filter(([name, value]) => value !== null || !(name in changes)));
}

export function chainTag(chain: Chain | undefined): string[] {
  return chain === undefined ? [] : [`chain=${packed(chain)}`];
}

function chainIn(tags: readonly string[]): Snapshot['chain'] {
  const text = tagValue(tags, 'chain');
  return text === undefined ? undefined : (parseChain(Buffer.from(text, 'base64url').toString()) ?? 'unreadable');
}

function changesIn(tags: readonly string[]): Record<string, unknown> {
  const text = tagValue(tags, 'changes');
  if (text === undefined) return {};
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
  } catch {
    // A field that no manifest has: the backup is listed as damaged.
    return { changes: 'unreadable' };
  }
}

function tagValue(tags: readonly string[], name: string): string | undefined {
  return tags.find((tag) => tag.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** restic takes what follows a comma for another tag. */
function packed(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}
