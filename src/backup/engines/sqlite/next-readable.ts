/** What lies at a row's number or after it: a row, nothing at all, or a page that cannot be read. */
export type Probe = 'readable' | 'end' | 'broken';

/** Numbers of rows, both included; `to` undefined: all that follow. */
export interface Range {
  readonly from: bigint;
  readonly to: bigint | undefined;
}

const highest = 2n ** 63n - 1n;

/** So many numbers are tried in a gap: where two damaged pages are close, a whole one may lie between. */
const points = 1024n;

/**
 * The lowest number from `from` on that a damaged page does not hide, as far as `points` probes can tell; undefined where
 * all that follows is damaged. Steps double until something is readable, then halve: a page is passed in some hundred
 * probes, however far apart the numbers are.
 */
export function nextReadable(from: bigint, probe: (at: bigint) => Probe): bigint | undefined {
  let broken = from;
  let step = 1n;
  let found: bigint | undefined;
  while (found === undefined && broken < highest) {
    const at = min(broken + step, highest);
    if (probe(at) === 'broken') broken = at;
    else found = at;
    step *= 2n;
  }
  if (found === undefined) return undefined;
  const end = halve(from, found, probe);
  const stride = max((end - from) / points, 1n);
  let before = from;
  for (let at = from + stride; at < end; at += stride) {
    if (probe(at) !== 'broken') return halve(before, at, probe);
    before = at;
  }
  return end;
}

/** `broken` is, `readable` is not: the lowest one that is not, if the damage between is one piece. */
function halve(broken: bigint, readable: bigint, probe: (at: bigint) => Probe): bigint {
  let [low, high] = [broken, readable];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (probe(middle) === 'broken') low = middle;
    else high = middle;
  }
  return high;
}

function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}
