/** What `init` and `uninstall` have in common: a plan is shown, agreed to and carried out. */
import { askYes } from '../confirm/ask.ts';
import { canAsk } from '../confirm/terminal.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { findInstalled } from '../project/installed.ts';
import { applyChanges, type FileChange } from '../setup/draft.ts';
import { install } from '../setup/install.ts';
import { link } from '../setup/link.ts';
import { snapshotLockfiles } from '../setup/lockfiles.ts';
import { fileDiff, planText, type SetupPlan } from '../setup/plan.ts';
import { foldersOf, type Project } from '../setup/project.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import type { Call, Option } from './command.ts';
import { writeJson, writeResult } from './output.ts';

export const setupOptions = {
  yes: { short: 'y', help: 'Do it without asking' },
  'dry-run': { help: 'Only show what would be done' },
  'no-install': { help: 'Leave the package manager alone; you install by yourself' },
} as const satisfies Record<string, Option>;

export function showPlan(host: Host, plan: SetupPlan, direction: 'in' | 'out', options: Call['options']): void {
  if (options.json) {
    for (const change of plan.changes) writeJson(host, { file: change.file, diff: fileDiff(change) });
    if (plan.install) writeJson(host, { run: plan.install.join(' ') });
    for (const { file, version } of plan.lines) writeJson(host, { link: file, version, direction });
  } else writeResult(host, planText(plan, direction));
  for (const text of plan.notes) print(host, note('setup', text));
}

/** Throws `approval-needed` where nobody can be asked, and `declined`. */
export async function agreeOrStop(host: Host, options: Call['options'], question: string): Promise<void> {
  if (options.yes) return;
  if (!canAsk(host)) {
    throw new InterlockError('approval-needed', {
      why: 'There is no terminal to ask at.',
      next: ['Run it at a terminal, where the plan above is shown and can be answered.'],
      state: 'Nothing was changed.',
    });
  }
  if (await askYes(host, question)) return;
  throw new InterlockError('declined', {
    what: 'Not confirmed, so nothing was changed.',
    why: `The answer to "${question}" was not yes.`,
    state: '',
  });
}

/**
 * Files, then the package manager. Where that fails the files are put back, and the error is thrown on. Gives what the install
 * made of the lockfiles.
 */
export function performPlan(host: Host, { root }: Project, plan: SetupPlan): FileChange[] {
  const lockfiles = snapshotLockfiles(host, root);
  applyChanges(host, root, plan.changes);
  if (plan.install === undefined) return [];
  try {
    install(host, root, plan.install);
    return lockfiles.changes();
  } catch (error) {
    const back = [...plan.changes, ...lockfiles.changes()].map(({ file, before, after }) => ({
      file,
      before: after,
      after: before,
    }));
    applyChanges(host, root, back);
    throw error;
  }
}

/**
 * Puts the line into every installed Prisma, or takes it out. What cannot be changed is said, and gives the exit code 1: a
 * Prisma without the line is not guarded there, one with a line and without us does not run.
 */
export function linkAll(host: Host, project: Project, direction: 'in' | 'out'): number {
  const results = findInstalled(host, foldersOf(project)).map((cli) => link(host, project.root, cli, direction));
  const refused = results.filter(({ result }) => result === 'refused');
  for (const { version, file, why } of refused)
    print(host, note('not-linked', `Prisma ${version} was left as it is: ${file}: ${why}.`));
  return refused.length > 0 ? 1 : 0;
}
