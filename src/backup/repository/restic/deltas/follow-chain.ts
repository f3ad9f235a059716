import { join } from 'node:path';
import type { Host } from '../../../../host.ts';
import { linksOf } from './chain.ts';
import type { Xdelta } from './xdelta.ts';

export interface Follow {
  /** Holds `<number>/<path>`. */
  readonly chain: string;
  readonly path: string;
  readonly number: number;
  /** An empty folder for what comes in between. */
  readonly scratch: string;
  /** Whether what was read may go, so that no more than two whole files are there at once. */
  readonly spends: boolean;
}

/** Absolute path of the file as number `number` has it: in `scratch`, or of a base the file of the chain itself. */
export async function followChain(host: Host, xdelta: Xdelta, follow: Follow): Promise<string> {
  const { chain, path, scratch, spends } = follow;
  const [base = 0, ...deltas] = linksOf(follow.number);
  const discard = (file: string) => host.fs.promises.rm(file, { force: true });
  let whole = join(chain, String(base), path);
  for (const number of deltas) {
    const delta = join(chain, String(number), path);
    const next = join(scratch, String(number));
    await xdelta.decode(whole, delta, next);
    if (spends || whole.startsWith(scratch)) await discard(whole);
    if (spends) await discard(delta);
    whole = next;
  }
  return whole;
}
