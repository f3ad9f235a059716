import type { Host } from '../../host.ts';
import type { WayResult } from '../diagnosis.ts';
import { judgeWay } from './judge-way.ts';
import { type Arrival, sendCanary } from './send-canary.ts';
import type { Listed } from './way.ts';

/** So many lines travel at once. */
const width = 2;

/** Results in the order of `ways`. An interrupt ends what was started before it ends us. */
export async function tryWays(host: Host, ways: readonly Listed[]): Promise<WayResult[]> {
  const running = new Set<number>();
  const stop = host.onSignals(['SIGINT', 'SIGTERM', 'SIGHUP'], (signal) => {
    for (const pid of running) host.killGroup(pid);
    host.dieOf(signal);
  });
  const results = new Map<Listed, WayResult>();
  const work = async (queue: Listed[]) => {
    for (let way = queue.shift(); way !== undefined; way = queue.shift()) {
      results.set(way, judgeWay(way, await arrivalOf(host, way, results, running)));
    }
  };
  try {
    // A server last: what its program did with a harmless line is known by then.
    for (const queue of [ways.filter((way) => !serves(way)), ways.filter(serves)])
      await Promise.all(Array.from({ length: width }, () => work(queue)));
  } finally {
    stop();
  }
  return ways.flatMap((way) => results.get(way) ?? []);
}

/**
 * The shim signs before it reads a line, so a program that it stands in is caught whatever the line is. A server is
 * started only where it does not: the shim would begin to judge and record it.
 */
async function arrivalOf(
  host: Host,
  way: Listed,
  results: ReadonlyMap<Listed, WayResult>,
  running: Set<number>,
): Promise<Arrival | undefined> {
  if ('absent' in way) return undefined;
  const same = [...results].find(([other]) => way.serves && 'program' in other && other.program === way.program);
  if (same?.[1].layers.includes('shim')) return { layers: ['shim'], ended: 'by itself', said: '' };
  return sendCanary(host, way, running);
}

function serves(way: Listed): boolean {
  return 'serves' in way && way.serves === true;
}
