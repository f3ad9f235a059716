import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Host } from '../../host.ts';

/** A statement and what iterates over it go one after the other, each when the turn after a collection comes. */
const rounds = 4;

/**
 * Closes for real what was closed: libsql keeps a file open until the last statement of a connection has been collected, and
 * where a file is open Windows puts none in its place. `node:sqlite` keeps nothing.
 */
export async function letGo(host: Host): Promise<void> {
  if (host.sqlite() !== undefined) return;
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  for (let round = 0; round < rounds; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
