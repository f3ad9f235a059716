import type { PlacedPrisma } from '../project/installed.ts';
import { isLockfile } from '../project/package-manager.ts';
import { diffText } from '../ui/diff-text.ts';
import type { FileChange } from './draft.ts';

/** What will be done, in this order: edits of files, the package manager's install, the line in the installed CLIs. */
export interface SetupPlan {
  readonly changes: readonly FileChange[];
  /** The command line of the install; undefined where none is due. */
  readonly install: readonly string[] | undefined;
  readonly lines: readonly PlacedPrisma[];
  readonly notes: readonly string[];
}

export function isEmpty({ changes, install, lines }: SetupPlan): boolean {
  return changes.length === 0 && install === undefined && lines.length === 0;
}

/** A unified diff of each file, as git shows it, then the commands. */
export function planText({ changes, install, lines }: SetupPlan, direction: 'in' | 'out'): string {
  const link = direction === 'in' ? 'prisma-interlock link' : 'prisma-interlock link --undo';
  const commands = [...(install ? [install.join(' ')] : []), ...(lines.length > 0 ? [link] : [])];
  return [...changes.map(shown), ...commands.map((command) => `$ ${command}\n`)].join('');
}

/** Nobody reads the diff of a lockfile here. */
function shown(change: FileChange): string {
  return isLockfile(change.file) ? `(and ${change.file}, as it was before)\n` : fileDiff(change);
}

export function fileDiff({ file, before, after }: FileChange): string {
  return diffText(file, before, after);
}
