/** What a backup holds and what is in the database now, and what lies between the two. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Target } from '../../types.ts';
import type { Tell } from '../../ui/step.ts';
import { type ContentsDiff, diffContents } from '../contents/diff.ts';
import { digestKinds } from '../contents/digest-kinds.ts';
import { describeLoss } from '../contents/loss.ts';
import { hasDigests, recordedContents } from '../contents/recorded-contents.ts';
import type { Contents } from '../engines/contract.ts';
import { engineFor, engineOf } from '../engines/registry.ts';
import { type GoodEntry, withPayload } from '../repository/read.ts';
import { engineContext } from './engine-context.ts';

interface Now {
  /** Undefined where they cannot be read. */
  readonly contents: Contents | undefined;
  /** The same, with digests that can be compared with those of `then`: an older version made others. */
  like(then: Contents): Promise<Contents | undefined>;
  readonly isDamaged: boolean;
  /** Why there are none, each a sentence. */
  readonly problems: readonly string[];
}

/** Damage is what an undo may be for: looked for first, because opening a database can write to it. */
export async function readNow(host: Host, policy: Policy, target: Target, tell?: Tell): Promise<Now> {
  const engine = await engineFor(target.identity.provider);
  const context = await engineContext(host, policy, target, { progress: tell });
  const damage = await engine?.findDamage?.(context);
  if (damage !== undefined) return unreadable(damage);
  try {
    const isThere = engine !== undefined && (await engine.look(context)).exists;
    if (!isThere) return { ...unread, isDamaged: false, problems: ['the database is not there now'] };
    const contents = await engine.fingerprint(context);
    const byKinds = new Map([[digestKinds(contents), contents]]);
    const like = async (then: Contents) => {
      const kinds = digestKinds(then);
      const found = byKinds.get(kinds) ?? (await engine.fingerprint(context, then));
      byKinds.set(kinds, found);
      return found;
    };
    return { contents, like, isDamaged: false, problems: [] };
  } catch (error) {
    if (!(error instanceof InterlockError) || !engine?.isDamage?.(error)) throw error;
    return unreadable(error.why);
  }
}

function unreadable(why: string): Now {
  const problem = `the database is damaged, so what it holds now is not known: ${why}`;
  return { ...unread, isDamaged: true, problems: [problem] };
}

const unread: Pick<Now, 'contents' | 'like'> = { contents: undefined, like: async () => undefined };

/** What a backup holds, with the digests that its manifest leaves to the payload. */
export async function readThen(
  host: Host,
  policy: Policy,
  target: Target,
  entry: GoodEntry,
  tell?: Tell,
): Promise<Contents> {
  if (hasDigests(entry.manifest)) return entry.manifest;
  const engine = await engineOf(entry.manifest, target, policy);
  const context = await engineContext(host, policy, target, { progress: tell });
  return withPayload(host, entry, (folder) => recordedContents(engine, context, folder, entry.manifest), tell);
}

/** What becomes of the present contents if that backup takes their place, a line each. Reads the whole database. */
export async function findLoss(
  host: Host,
  policy: Policy,
  target: Target,
  entry: GoodEntry,
  tell?: Tell,
): Promise<string[]> {
  const now = await readNow(host, policy, target, tell);
  const then = now.contents ? await readThen(host, policy, target, entry, tell) : entry.manifest;
  return [...now.problems, ...describeLoss(then, await now.like(then))];
}

/** The same as a comparison, table by table. `problems`: why the present contents could not be read. */
export async function diffWithNow(
  host: Host,
  policy: Policy,
  target: Target,
  entry: GoodEntry,
  tell?: Tell,
): Promise<ContentsDiff & { readonly problems: readonly string[] }> {
  const now = await readNow(host, policy, target, tell);
  const then = await readThen(host, policy, target, entry, tell);
  return { ...diffContents(then, await now.like(then)), problems: now.problems };
}

/** Whether nothing would be lost with it: it is not there, or no table but that of Prisma's migrations has a row. */
export async function isEmpty(host: Host, policy: Policy, target: Target): Promise<boolean> {
  const { contents, isDamaged } = await readNow(host, policy, target);
  if (contents === undefined) return !isDamaged;
  return contents.tables.every(({ name, rows }) => rows === 0 || /(^|\.)_prisma_migrations$/.test(name));
}
