/** Who holds a lock or waits for one: a file in a folder that is put in its place by a rename, whole or not at all. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import * as v from 'valibot';
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import { quoteArgv } from '../../secrets/quote.ts';
import { incarnationOf } from './incarnation.ts';

export const ownerName = 'owner.json';
export const preparedPrefix = 'new-';

const ownerSchema = v.object({
  pid: v.number(),
  hostname: v.string(),
  incarnation: v.string(),
  since: v.string(),
  what: v.string(),
  writes: v.string(),
});

/** `writes`: id of the backup that it is making; its `.partial-` folder is alive as long as the lock. */
export type LockOwner = v.InferOutput<typeof ownerSchema>;

export async function ownerHere(host: Host, { what, writes }: Pick<LockOwner, 'what' | 'writes'>): Promise<LockOwner> {
  return {
    pid: host.pid,
    hostname: host.hostname(),
    incarnation: await incarnationOf(host, host.pid),
    since: host.now().toISOString(),
    what,
    writes,
  };
}

/** False where another was quicker. */
export async function putOwner(host: Host, folder: string, place: string, owner: LockOwner): Promise<boolean> {
  const { promises } = host.fs;
  const prepared = join(folder, `${preparedPrefix}${randomBytes(8).toString('hex')}`);
  await promises.mkdir(prepared, { mode: 0o700 });
  try {
    await promises.writeFile(join(prepared, ownerName), JSON.stringify(owner), { mode: 0o600 });
    await promises.rename(prepared, place);
    return true;
  } catch (error) {
    await promises.rm(prepared, { recursive: true, force: true });
    const code = (error as NodeJS.ErrnoException).code ?? '';
    // Whoever had it may have given it up by now.
    if (['ENOTEMPTY', 'EEXIST'].includes(code)) return false;
    if (['EPERM', 'EACCES'].includes(code) && host.fs.existsSync(place)) return false;
    throw error;
  }
}

/**
 * Undefined where the place was given up or its process is gone. A process of another machine counts as running. Throws
 * `locked` where another user's cannot be read.
 */
export async function livingOwner(host: Host, place: string): Promise<LockOwner | undefined> {
  const text = await host.fs.promises.readFile(join(place, ownerName), 'utf8').catch((error: unknown) => {
    throwForeign(host, place, error);
    return '';
  });
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), ownerSchema), text);
  if (!parsed.success) return undefined;
  const owner = parsed.output;
  if (owner.hostname !== host.hostname()) return owner;
  const isRunning = host.isAlive(owner.pid) && (await incarnationOf(host, owner.pid)) === owner.incarnation;
  return isRunning ? owner : undefined;
}

/** Throws `locked` where the error is one of rights on a folder that is there: waiting would not help. */
export function throwForeign(host: Host, place: string, error: unknown): void {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code !== 'EACCES' && code !== 'EPERM') return;
  const uid = host.fs.lstatSync(place, { throwIfNoEntry: false })?.uid;
  if (uid === undefined) return;
  throw new InterlockError('locked', {
    what: 'The lock on this database cannot be read.',
    why: `${place} was left there by another user (uid ${uid}), and is closed to the present one (${code}).`,
    next: [
      'See that no command of that user works on the database.',
      `Then remove the folder as that user: ${quoteArgv(['sudo', 'rm', '-r', place], 1000)}`,
    ],
    cause: error,
  });
}
