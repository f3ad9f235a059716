import { workplaces } from '../../policy/agents.ts';
import type { Host } from '../host.ts';

/** A process that this one comes from. */
export interface Ancestor {
  readonly pid: number;
  /** As the kernel has it, at most 15 letters: `node`, `tmux: server`. */
  readonly name: string;
  /** What it was started with; undefined where that may not be read, because it is another user's. */
  readonly env: Readonly<Record<string, string | undefined>> | undefined;
  /** A person may sit between it and this line: a session, a terminal multiplexer or an editor begins below it. */
  readonly isApart: boolean;
}

/** As many as any machine has one above the other. */
const deepest = 64;

/** For a run: what they were started with stays, and several ask for it. */
const read = new WeakMap<Host, readonly Ancestor[]>();

/** The nearest first. None where this machine does not tell (other systems than Linux). */
export function ancestorsOf(host: Host): readonly Ancestor[] {
  const found = read.get(host) ?? readAncestors(host);
  read.set(host, found);
  return found;
}

function readAncestors(host: Host): readonly Ancestor[] {
  if (host.platform !== 'linux') return [];
  const found: Ancestor[] = [];
  let isApart = statOf(host, host.pid)?.leads === true;
  for (let pid = host.parentPid; pid > 0 && found.length < deepest; ) {
    const stat = statOf(host, pid);
    if (stat === undefined) break;
    const { name } = stat;
    isApart ||= workplaces.some((place) => place.name.test(name));
    found.push({ pid, name, env: environmentOf(host, pid), isApart });
    isApart ||= stat.leads;
    pid = stat.parent;
  }
  return found;
}

/** `leads`: it is the first of its session. The name may hold anything, also brackets and blanks (proc(5)). */
function statOf(host: Host, pid: number): { name: string; parent: number; leads: boolean } | undefined {
  try {
    const text = host.fs.readFileSync(`/proc/${pid}/stat`, 'latin1');
    const end = text.lastIndexOf(')');
    const [, parent, , session] = text
      .slice(end + 2)
      .split(' ')
      .map(Number);
    return { name: text.slice(text.indexOf('(') + 1, end), parent: parent ?? 0, leads: session === pid };
  } catch {
    return undefined;
  }
}

function environmentOf(host: Host, pid: number): Ancestor['env'] {
  try {
    const words = host.fs.readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return Object.fromEntries(
      words
        .filter((word) => word.includes('='))
        .map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
    );
  } catch {
    return undefined;
  }
}
