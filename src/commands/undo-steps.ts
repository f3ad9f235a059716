/** The states that an undo can go back to, as steps: how many commands each lies back, and what it would bring back. */
import {
  type FilesPlan,
  findWaysBack,
  type GoodEntry,
  planFiles,
  refusePartialWay,
  type WayBack,
} from '../backup/index.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import type { Recorded } from '../record/read-audit.ts';
import { quoteArgv } from '../secrets/quote.ts';
import type { Target } from '../types.ts';
import type { Tell } from '../ui/step.ts';

/** A state that is another one than the present: of the database, or of the project's files. */
export interface Step extends WayBack {
  /** What it takes back: the command that its backup was made for, and all that came after it; oldest first. */
  readonly since: readonly Recorded[];
  readonly files: FilesPlan;
}

interface Steps {
  /** The newest backup that there is to go back to, whether or not it differs from what is here. */
  readonly newest: GoodEntry;
  /** The newest first; no more than were asked for. */
  readonly steps: readonly Step[];
}

interface Asked {
  readonly policy: Policy;
  readonly target: Target;
  readonly root: string;
  readonly schema: string | undefined;
  readonly audit: readonly Recorded[];
  /** So many steps are looked for at most. */
  readonly most: number;
  readonly tell: Tell;
}

/** Reads the whole database, and backups until so many steps are found. Throws `restore-refused` where there is none. */
export async function findSteps(
  host: Host,
  { policy, target, root, schema, audit, most, tell }: Asked,
): Promise<Steps> {
  const used = new Set(audit.flatMap(({ backups }) => backups));
  const steps: Step[] = [];
  let newest: GoodEntry | undefined;
  for await (const way of findWaysBack(host, policy, target, used, tell)) {
    newest ??= way.entry;
    const since = undone(audit, way.entry);
    const files = await planFiles(host, way.entry, { root, schema, runs: since });
    if (way.loss.length > 0 || files.changes.size > 0) steps.push({ ...way, since, files });
    if (steps.length >= most) break;
  }
  if (newest === undefined) throw new Error('a way back is there, or its absence is an error of its own');
  return { newest, steps };
}

/** The step of that number, from 1 on. Throws `restore-refused` where there are fewer, and where that one is partial. */
export function takeStep({ steps }: Steps, number: number): Step | undefined {
  const step = steps[number - 1];
  if (step !== undefined) refusePartialWay(step);
  if (step !== undefined || steps.length === 0) return step;
  throw new InterlockError('restore-refused', {
    what: 'There are not so many steps back.',
    why: `The backups of this database hold ${steps.length} that ${steps.length === 1 ? 'differs' : 'differ'} from what is here.`,
    next: ['`prisma-interlock undo --list` shows each, with what it would bring back.'],
  });
}

/** The line that the backup was made for, without secrets: `prisma db push`. */
export function commandOf({ since, entry }: Step): string {
  const [first] = since;
  if (first?.backups.includes(entry.id)) return first.line;
  const { argv, reason } = entry.manifest.why;
  return argv.length > 0 ? quoteArgv(argv) : reason.replace(/^before /, '');
}

/** The command that the backup was made for, and those after it, which had none of their own. */
function undone(audit: readonly Recorded[], entry: GoodEntry): readonly Recorded[] {
  const first = audit.findIndex(({ backups }) => backups.includes(entry.id));
  return first < 0 ? audit.filter(({ begun }) => begun.toISOString() > entry.manifest.time) : audit.slice(first);
}
