import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { findInstalled } from '../project/installed.ts';
import { adviceOn } from '../setup/advice.ts';
import { openDraft } from '../setup/draft.ts';
import { isInstalled } from '../setup/install.ts';
import { installCommand } from '../setup/install-command.ts';
import { recordChanges } from '../setup/journal.ts';
import { addedScripts } from '../setup/layers/database-scripts.ts';
import { layersFor } from '../setup/layers/index.ts';
import { needsLink } from '../setup/link.ts';
import { isEmpty, type SetupPlan } from '../setup/plan.ts';
import { foldersOf, inspectProject, type Project } from '../setup/project.ts';
import { type Command, jsonOption } from './command.ts';
import { writeJson, writeResult } from './output.ts';
import { agreeOrStop, linkAll, performPlan, setupOptions, showPlan } from './setup-plan.ts';

export const command: Command = {
  name: 'init',
  summary: 'Put the interlock into this project, in front of every way to start Prisma',
  usage: 'init [options]',
  notes: ['Shows what it will change, and asks. `prisma-interlock uninstall` takes all of it out again.'],
  options: { ...setupOptions, ...jsonOption },
  operands: 0,
  async run({ host, options }) {
    const project = await inspectProject(host);
    if (project.homes.length === 0) throw noPrisma(project);
    const plan = planInit(host, project, options['no-install'] === true);
    if (isEmpty(plan)) {
      if (options.json) writeJson(host, { result: 'nothing to do', root: project.root });
      else writeResult(host, 'Nothing to do: the interlock is in place.\n');
      return 0;
    }
    showPlan(host, plan, 'in', options);
    if (options['dry-run']) return 0;
    await agreeOrStop(host, options, 'Put the interlock into this project?');
    // First: an install that is interrupted must not leave files of which nobody knows what they held.
    recordChanges(host, project.root, plan.changes);
    recordChanges(host, project.root, performPlan(host, project, plan));
    // The line wants us beside it. Where the install was left to somebody else, its scripts or patches write the line.
    const exitCode = isInstalled(host, project.root) ? linkAll(host, project, 'in') : 0;
    if (options.json) writeJson(host, { result: exitCode === 0 ? 'done' : 'not linked', root: project.root });
    else if (exitCode === 0) writeResult(host, closing(host, project, plan.changes));
    return exitCode;
  },
};

function planInit(host: Host, project: Project, withoutInstall: boolean): SetupPlan {
  const draft = openDraft(host, project.root);
  for (const layer of layersFor(project)) layer.apply(project, draft);
  const changes = draft.changes();
  const stale = changes.some(({ file }) => concernsInstall.test(file)) || !isInstalled(host, project.root);
  return {
    changes,
    install: stale && !withoutInstall ? installCommand(project.runner) : undefined,
    lines:
      withoutInstall && !isInstalled(host, project.root)
        ? []
        : findInstalled(host, foldersOf(project)).filter((cli) => needsLink(host, cli, 'in')),
    notes: [...draft.notes, ...adviceOn(host, project.root, changes)],
  };
}

/** Files that a package manager reads. */
const concernsInstall = /(?:^|\/)package\.json$|\.ya?ml$|\.patch$|^\.yarn\//;

function noPrisma({ root }: Project): InterlockError {
  return new InterlockError('usage', {
    what: 'There is no Prisma to guard here.',
    why: `No package.json of ${root} lists prisma.`,
    next: ['Run this where your package.json is, after prisma is among its packages.'],
  });
}

function closing(host: Host, { runner }: Project, changes: SetupPlan['changes']): string {
  const start = runner.name === 'npm' ? 'npx' : runner.name === 'bun' ? 'bunx' : runner.name;
  const shellenv = `${start} prisma-interlock shellenv`;
  const shell = path.basename(host.env.SHELL ?? '');
  return [
    '',
    'The interlock is in place. Commit the files above, so that everybody who installs has it.',
    ...scriptLines(changes),
    `To see which ways in it covers:  ${start} prisma-interlock doctor`,
    'For CI, a step behind the install, such as in GitHub Actions:',
    '',
    `      - run: ${start} prisma-interlock doctor --ci`,
    '',
    'For your shell, so that a bare `prisma` and `dropdb` are guarded as well:',
    '',
    shell === 'fish'
      ? `      ${shellenv} fish | source`
      : `      eval "$(${shellenv} ${shell === 'zsh' ? 'zsh' : 'bash'})"`,
    '',
  ].join('\n');
}

function scriptLines(changes: SetupPlan['changes']): string[] {
  const added = addedScripts(changes);
  if (added.length === 0) return [];
  const width = Math.max(...added.map(([name]) => name.length));
  return [
    'Scripts were added to package.json:',
    '',
    ...added.map(([name, words]) => `      ${name.padEnd(width)}  ${words}`),
    '',
  ];
}
