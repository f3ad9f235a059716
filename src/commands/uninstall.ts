import { identifyActor } from '../environment/actor.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { findInstalled } from '../project/installed.ts';
import { type Draft, openDraft } from '../setup/draft.ts';
import { uninstallCommand } from '../setup/install-command.ts';
import { forgetChanges, restoreRecorded } from '../setup/journal.ts';
import { readAt } from '../setup/json-text.ts';
import { allLayers } from '../setup/layers/index.ts';
import { needsLink } from '../setup/link.ts';
import { isEmpty, type SetupPlan } from '../setup/plan.ts';
import { foldersOf, inspectProject, type Project } from '../setup/project.ts';
import { type Command, jsonOption } from './command.ts';
import { writeJson, writeResult } from './output.ts';
import { agreeOrStop, linkAll, performPlan, setupOptions, showPlan } from './setup-plan.ts';

export const command: Command = {
  name: 'uninstall',
  summary: 'Take the interlock out of this project, and leave its files as they were',
  usage: 'uninstall [options]',
  notes: ['Backups and the audit log are left where they are.'],
  options: { ...setupOptions, ...jsonOption },
  operands: 0,
  async run({ host, options }) {
    refuseAgents(host);
    const project = await inspectProject(host);
    const plan = planUninstall(host, project, options['no-install'] === true);
    if (isEmpty(plan)) {
      if (options.json) writeJson(host, { result: 'nothing to do', root: project.root });
      else writeResult(host, 'Nothing to do: there is no interlock here.\n');
      return 0;
    }
    showPlan(host, plan, 'out', options);
    if (options['dry-run']) return 0;
    await agreeOrStop(host, options, 'Take the interlock out of this project?');
    // First: a line that stays without us beside it would stop every command of Prisma.
    if (linkAll(host, project, 'out') !== 0) throw stillLinked();
    try {
      performPlan(host, project, plan);
    } catch (error) {
      linkAll(host, project, 'in');
      throw error;
    }
    forgetChanges(host, project.root);
    if (options.json) writeJson(host, { result: 'done', root: project.root });
    else
      writeResult(
        host,
        '\nThe interlock is out. From now on nothing stands between a command of Prisma and a database.\n',
      );
    return 0;
  },
};

/** Throws `approval-needed`: an agent that is stopped is not to take away what stopped it. */
export function refuseAgents(host: Host): void {
  const { kind, why } = identifyActor(host);
  if (kind !== 'agent') return;
  throw new InterlockError('approval-needed', {
    why: `This takes the guard away, which an AI agent cannot do (${why}).`,
    next: ['Stop, and ask the person you work for to run it at a terminal.'],
    state: 'Nothing was changed.',
  });
}

function stillLinked(): InterlockError {
  return new InterlockError('setup-failed', {
    why: 'The guard could not be taken out of every Prisma; the lines above name them.',
    next: ['Make those files writable, then try again.'],
    state: 'No other file was changed.',
  });
}

function planUninstall(host: Host, project: Project, withoutInstall: boolean): SetupPlan {
  const draft = openDraft(host, project.root);
  restoreRecorded(host, project.root, draft);
  for (const layer of [...allLayers].reverse()) layer.revert(project, draft);
  const changes = draft.changes();
  const stale = changes.some(({ file }) => file.endsWith('package.json'));
  return {
    changes,
    install: stale && !withoutInstall ? uninstallCommand(project.runner, isPatched(draft)) : undefined,
    lines: findInstalled(host, foldersOf(project)).filter((cli) => needsLink(host, cli, 'out')),
    notes: draft.notes,
  };
}

/** Whether package.json names patches besides ours. */
function isPatched(draft: Draft): boolean {
  return readAt(draft.read('package.json') ?? '{}', ['patchedDependencies']) !== undefined;
}
