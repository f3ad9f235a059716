/** What this machine remembers of a target: it makes a place stricter, and holds milder words back. */
import { isMilder, type Remembrance, type Word } from '../known/entry.ts';
import { recall } from '../known/recall.ts';
import type { Environment, Evidence, Target } from '../types.ts';
import { judgeHost, judgeNames } from './judge-place.ts';
import { strictest } from './strictest.ts';

export interface Remembered extends Remembrance {
  /** Why no word makes any place milder; undefined where words may. */
  readonly distrust?: string | undefined;
  /** The same for a database of which nothing is remembered. */
  readonly distrustNew?: string | undefined;
}

/** `said`: what was found out about the target otherwise. Gives all of it that counts. */
export function judgeMemory(target: Target, said: readonly Evidence[], memory: Remembered): readonly Evidence[] {
  const known = recall(memory.entries, target.identity);
  const distrust = memory.distrust ?? (known === undefined ? memory.distrustNew : undefined);
  const trusted = distrust === undefined ? said : withoutTrust(target, said, distrust);
  const now = strictest(trusted).name;
  // Where nothing is said of the target itself, a variable decides, and that may be a milder one than was remembered.
  const isSettled = trusted.length > 0 && isStrictEnough(now, known?.word ?? 'test');
  if (known === undefined || isSettled) return trusted;
  const { entry, word, isOther } = known;
  const since = `since ${entry.at.slice(0, 10)} this machine remembers`;
  const what = isOther
    ? `The server says that ${target.label} is the same database as ${entry.label}, which ${since} as ${word}`
    : `Of ${target.label} ${since} the word ${word}`;
  const isSaid = trusted.some(({ from }) => from === 'policy' || from === 'stamp');
  const waiting = isSaid ? ` The word ${now} waits until a person says so` : ' It counts until a person says otherwise';
  const why = `${what} (${entry.why.replace(/\.$/, '')}).${waiting}: prisma-interlock allow`;
  return [{ says: word, from: 'memory', why }, ...trusted.filter(({ says }) => says !== 'test')];
}

/** Whether it has been anything else than disposable: then its backups are made. */
export function hasBeenMore(targets: readonly Target[], memory: Remembered): boolean {
  return targets.some(({ identity }) => {
    const known = recall(memory.entries, identity);
    return known !== undefined && known.strictest !== 'test';
  });
}

/** The owner's word counts beside what the address says, and not in its place. */
function withoutTrust(target: Target, said: readonly Evidence[], distrust: string): readonly Evidence[] {
  const address = [...judgeHost(target), ...judgeNames(target)];
  const others = address.filter(({ why }) => !said.some((known) => known.why === why));
  const strict = [...said.filter(({ says }) => says !== 'test'), ...others];
  const { name } = strictest(strict);
  return name === strictest(said).name ? said : [{ says: name, from: 'memory', why: distrust }, ...strict];
}

function isStrictEnough(now: Environment['name'], word: Word): boolean {
  return now === 'unknown' ? word !== 'production' : !isMilder(now, word);
}
