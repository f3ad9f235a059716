import type { GoodEntry } from '../repository/read.ts';

/** Of a payload, in bytes a second, where no backup of the database was proved yet; and what any proof takes, in seconds. */
const unknownRate = 5e6;
const leastSeconds = 1;

/** From so many bytes on the time of a proof goes with the size of the payload. */
const telling = 10e6;

/** Engines whose payload says nothing about the size of the database. */
const pointing = ['pgbackrest'];

/**
 * How long restoring it beside may take, in seconds, by the newest proof of another backup of the database. `own`: those,
 * newest first. Infinite where nothing is known. Pure.
 */
export function estimateProof(own: readonly GoodEntry[], entry: GoodEntry): number {
  const { engine } = entry.manifest;
  const last = own.find(({ manifest }) => manifest.engine === engine && secondsOf(manifest) !== undefined);
  const seconds = last && secondsOf(last.manifest);
  const isPointer = pointing.includes(engine);
  if (last === undefined || seconds === undefined) {
    return isPointer ? Number.POSITIVE_INFINITY : leastSeconds + entry.size / unknownRate;
  }
  if (isPointer) return seconds;
  if (last.size >= telling) return leastSeconds + (seconds * entry.size) / last.size;
  return seconds + Math.max(0, entry.size - last.size) / unknownRate;
}

function secondsOf({ verified, verifiedBut }: GoodEntry['manifest']): number | undefined {
  return (verified ?? verifiedBut)?.seconds;
}
