import type { Ran } from '../support/run.ts';
import { type EngineCall, isMutating } from '../support/tripwire.ts';
import { type Errand, type Line, type Place, type WayName, ways } from './ways.ts';

/**
 * What became of a line that destroys, in production.
 * `shim`, `gate`: stopped there. `open`: it reached the engine. `absent`: this runner has no such way, it did not even get
 * through before anything of ours was installed. `broken`: neither stopped by us nor through.
 */
export type Fate = 'shim' | 'gate' | 'open' | 'absent' | 'broken';

export interface Attempt {
  readonly fate: Fate;
  /** What is needed to understand a fate that nobody expects. */
  readonly said: string;
}

/** Sends the line that destroys down a way. `there`: whether it got through before anything of ours was installed. */
export async function attempt(way: WayName, place: Place, there: boolean): Promise<Attempt> {
  const line = ways[way].line(place, 'destroy');
  if (line === undefined) return { fate: there ? 'broken' : 'absent', said: 'no such file' };
  const { at } = place;
  at.nameDatabase(place.evidence);
  at.forget();
  const variable = place.evidence === 'variable' ? { NODE_ENV: 'production' } : {};
  const ran = await start(at, line, variable);
  return judge(way, ran, at.calls(), there);
}

function start(at: Place['at'], { words, options }: Line, env: Readonly<Record<string, string>>): Promise<Ran> {
  return at.run(words, { ...options, env: { ...options?.env, ...env } });
}

export function judge(way: WayName, ran: Ran, calls: readonly EngineCall[], there: boolean): Attempt {
  const said = [ran.stdout.trim(), ran.stderr.trim(), `exit ${ran.exitCode ?? ran.signal}`].join('\n').slice(-3000);
  if (isMutating(calls)) return { fate: 'open', said };
  const mcp = way === 'mcp';
  const text = (mcp ? ran.stdout + ran.stderr : ran.stderr).replaceAll('\\n', '\n').replace(/\s+/g, ' ');
  const ours = /prisma-interlock\[[a-z-]+\]:/.test(text);
  if (!there && !ours) return { fate: 'absent', said };
  if (!ours || (!mcp && (ran.exitCode === 0 || isLoud(ran.stdout)))) return { fate: 'broken', said };
  return { fate: /it was held back/.test(text) ? 'gate' : 'shim', said };
}

/** Something of ours on stdout. */
function isLoud(stdout: string): boolean {
  return /interlock/i.test(stdout);
}

/** What a harmless line printed; undefined where there is no such way. */
export async function check(way: WayName, place: Place): Promise<Ran | undefined> {
  const errand: Errand = 'check';
  const line = ways[way].line(place, errand);
  if (line === undefined) return undefined;
  place.at.nameDatabase('variable');
  return start(place.at, line, {});
}
