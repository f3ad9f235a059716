/** Reads what this machine remembers, and adds to it what was said of the databases of a run. */
import type { Host } from '../host.ts';
import { isWord, knownLabel, type Remembrance, type Seen, type Word } from '../known/entry.ts';
import { changeKnown, readKnown } from '../known/file.ts';
import { type Said, withPersonsWord, withSaid, withSeen } from '../known/recall.ts';
import { isHere } from '../target/hosts.ts';
import type { Evidence, Target } from '../types.ts';
import { ciMark, identifyActor } from './actor.ts';
import { ancestorsOf } from './ancestors.ts';
import type { Remembered } from './judge-memory.ts';
import { strictest } from './strictest.ts';

/**
 * A pipeline's checkout may speak for a database of which nothing is remembered, an agent's there may not; without any memory
 * nobody else's may.
 */
export function recollect(host: Host): Remembered {
  const memory = readKnown(host);
  const isCi = ciMark(host.env) !== undefined;
  const isAgent = identifyActor(host).kind === 'agent';
  if (memory.state === 'there') {
    const distrustNew =
      'An AI agent in a pipeline has no word of its own on a database of which nothing is remembered.';
    return { entries: memory.entries, seen: memory.seen, ...(isAgent && comesFromCi(host) && { distrustNew }) };
  }
  const isPipeline = memory.state === 'none' && isCi && !isAgent;
  return { entries: [], seen: [], ...(!isPipeline && { distrust: `${memory.why} So no word makes a place milder.` }) };
}

/** Also where the line has lost the mark. */
function comesFromCi(host: Host): boolean {
  return [host.env, ...ancestorsOf(host).map(({ env }) => env)].some((env) => ciMark(env ?? {}) !== undefined);
}

/** `evidence`: what was found out about that target without what is remembered. Gives why nothing could be remembered. */
export function remember(
  host: Host,
  memory: Remembered,
  found: readonly { readonly target: Target; readonly evidence: readonly Evidence[] }[],
): string | undefined {
  if (memory.distrust !== undefined) return memory.distrust;
  const now = host.now();
  const said = found.flatMap(({ target, evidence }) => saidOf(target, evidence, now) ?? []);
  const seen = found.flatMap(({ target }) => seenOf(target, now) ?? []);
  const add = (known: Remembrance): Remembrance => {
    const entries = said.reduce(withSaid, known.entries);
    return { entries, seen: seen.reduce((all, each) => withSeen({ entries, seen: all }, each), known.seen) };
  };
  const added = add(memory);
  if (added.entries === memory.entries && added.seen === memory.seen) return undefined;
  try {
    changeKnown(host, add);
    return undefined;
  } catch (error) {
    return `What was said of it could not be remembered (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}).`;
  }
}

/** What a person has said at a terminal counts for this database at this place. Throws as `changeKnown`. */
export function sayAsPerson(host: Host, target: Target, word: Word, why: string): void {
  const said = { identity: target.identity, label: knownLabel(target), word, why, at: host.now().toISOString() };
  changeKnown(host, (known) => ({ ...known, entries: withPersonsWord(known.entries, said) }));
}

/** The same, where it does not depend on that. Gives why it could not be remembered. */
export function rememberPersonsWord(host: Host, target: Target, word: Word, why: string): string | undefined {
  try {
    sayAsPerson(host, target, word, why);
    return undefined;
  } catch (error) {
    return `That could not be remembered (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}).`;
  }
}

/** A variable's word is remembered only of a database that is not on this machine, so that one build turns nobody's own into production. */
function saidOf(target: Target, evidence: readonly Evidence[], now: Date): Said | undefined {
  const { identity, look } = target;
  if (look?.exists === false) return undefined;
  const isLocal = isHere(identity) || identity.server?.here !== undefined;
  const counting = evidence.filter(({ says, from }) => says !== 'unknown' && !(isLocal && from.startsWith('variable')));
  const { name } = strictest(counting);
  const deciding = counting.find(({ says }) => says === name);
  if (deciding === undefined || !isWord(name)) return undefined;
  const from = sourceOf(deciding.from);
  // What an address says, it says the next time as well.
  if (from === 'address' && name !== 'development') return undefined;
  return { identity, label: knownLabel(target), word: name, from, why: deciding.why, at: now.toISOString() };
}

/** Whatever was said of it, or nothing. */
function seenOf({ identity, label, look }: Target, now: Date): Seen | undefined {
  if (look?.exists === false || identity.server === undefined) return undefined;
  return { identity, label: knownLabel({ identity, label }), at: now.toISOString() };
}

function sourceOf(from: string): Said['from'] {
  if (from === 'policy' || from === 'stamp') return from;
  return from.startsWith('variable') ? 'variable' : 'address';
}
