import type { WayResult } from '../diagnosis.ts';
import type { Arrival } from './send-canary.ts';
import type { Listed } from './way.ts';

/** Who is not known to have caught a line has not caught it. */
export function judgeWay(way: Listed, arrival: Arrival | undefined): WayResult {
  const ok = { way: way.name, level: 'ok', layers: [], fix: [] } as const;
  if ('absent' in way) return { ...ok, state: 'absent', why: way.absent };
  const { layers, ended, said } = arrival ?? { layers: [], ended: 'not started', said: '' };
  const caught = layers.filter((layer) => layer !== 'engine');
  const isCaught = caught.includes('shim') || caught.includes('gate') || isHeldByConfig(way, layers);
  if (isCaught) return { ...ok, state: 'caught', layers: caught, why: '' };
  if (ended === 'not started' && layers.length === 0)
    return { ...ok, state: 'absent', why: 'It could not be started.' };
  const { level = 'fail', fix } = way;
  return { ...ok, state: 'open', level, layers: caught, why: reason(way, layers, ended, said), fix };
}

/** The config line puts the gate before the engine: that is worth something only where the engine would be started. */
function isHeldByConfig(way: Listed, layers: Arrival['layers']): boolean {
  const bypassesEngine = 'bypassesEngine' in way && way.bypassesEngine;
  return layers.includes('config') && !layers.includes('engine') && !bypassesEngine;
}

function reason(way: Listed, layers: Arrival['layers'], ended: Arrival['ended'], said: string): string {
  if (layers.includes('config'))
    return layers.includes('engine')
      ? 'The config line ran, and Prisma started its engine past it.'
      : 'The config line ran, and a driver adapter takes the place of the engine that it guards.';
  if (layers.includes('engine')) return 'Nobody stood between this line and the database.';
  if ('serves' in way) return 'The server answered, and no layer had seen it start.';
  if (ended === 'late') return 'It did not end in time, and no layer had seen it start.';
  return `No layer saw it. It ended by itself${said ? `, saying: ${said}` : '.'}`;
}
