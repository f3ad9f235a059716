/**
 * How a payload is stored as a base and deltas. Backups are numbered from the base, 0; each other one is a delta against
 * the one that lacks its last digit that is not 0, to the base 4. So none needs more than nine, and thirty days of
 * changes cost 62 days' worth of deltas and not the 435 of deltas that all go back to the base.
 */
import * as v from 'valibot';

/** Then a new base is due: four digits would be needed. */
export const chainLength = 64;

/** In a snapshot and on this machine: `.chain/<number>/<path of the payload's file>`. */
export const chainFolder = '.chain';

const schema = v.strictObject({
  number: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(chainLength - 1)),
  /** Files of the payload that are stored so; the others lie there as they are. */
  files: v.pipe(v.array(v.string()), v.minLength(1)),
});

export type Chain = v.InferOutput<typeof schema>;

/** What number `n`, above 0, is compared with. */
export function predecessorOf(n: number): number {
  let step = 1;
  while (n % (step * 4) === 0) step *= 4;
  return n - step;
}

/** From the base to `n`: 27 is put together from 0, 16, 20, 24, 25, 26, 27. */
export function linksOf(n: number): number[] {
  return n === 0 ? [0] : [...linksOf(predecessorOf(n)), n];
}

/** Undefined where it is none. */
export function parseChain(text: string): Chain | undefined {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : undefined;
}
