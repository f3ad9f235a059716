import path from 'node:path';
import { askYes } from '../confirm/ask.ts';
import { canAsk } from '../confirm/terminal.ts';
import type { Host } from '../host.ts';
import { applyChanges, openDraft } from '../setup/draft.ts';
import { fileDiff } from '../setup/plan.ts';
import { nearestWord } from '../ui/nearest-word.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { writeJson, writeResult } from './output.ts';
import { usage } from './parse-call.ts';
import { findPolicy } from './place.ts';
import { cronHints, cronLine } from './schedule-cron.ts';
import { githubHints, githubWorkflow, gitRoot, workflowFile } from './schedule-github.ts';
import { type Job, planJob } from './schedule-job.ts';
import { systemdFolder, systemdHints, systemdUnits } from './schedule-systemd.ts';

export const command: Command = {
  name: 'schedule',
  summary: 'Write a systemd timer, a line for cron or a GitHub workflow for a daily backup and a check of it',
  usage: 'schedule systemd|cron|github [--at <hh:mm>] [--write] [options]',
  notes: [
    'Shows what it would write, and writes it after a yes at the terminal, or with --write. A line for cron is only printed:',
    '  (crontab -l; prisma-interlock schedule cron) | crontab -',
  ],
  options: {
    at: { takes: '<hh:mm>', help: 'Time of day; 03:17 without it. Of a GitHub workflow in UTC' },
    'runs-on': { takes: '<label>', help: 'Runner of the GitHub workflow; ubuntu-latest without it' },
    write: { help: 'Write the files without asking' },
    ...targetOptions,
    ...jsonOption,
  },
  operands: 1,
  async run({ host, options, operands }) {
    const kind = operands[0] ?? '';
    const kinds = ['systemd', 'cron', 'github'];
    if (!kinds.includes(kind)) {
      const why = kind === '' ? 'Which kind of schedule is it to be?' : `Did you mean ${nearestWord(kind, kinds)}?`;
      throw usage(command, why);
    }
    const job = planJob(host, command, options);
    if (kind === 'cron') return showCron(host, job, options);
    const files = kind === 'systemd' ? systemdFiles(host, job) : await githubFiles(host, job, options);
    return writeFiles(host, files, options);
  },
};

interface Files {
  /** Absolute. */
  readonly folder: string;
  /** By path in the folder. */
  readonly texts: Readonly<Record<string, string>>;
  readonly hints: readonly string[];
}

function systemdFiles(host: Host, job: Job): Files {
  return { folder: systemdFolder(host.env), texts: systemdUnits(job), hints: systemdHints(job) };
}

async function githubFiles(host: Host, job: Job, options: Call['options']): Promise<Files> {
  const runsOn = typeof options['runs-on'] === 'string' ? options['runs-on'] : 'ubuntu-latest';
  const text = await githubWorkflow(host, job, await findPolicy(host), runsOn);
  return { folder: gitRoot(host, job.root), texts: { [workflowFile]: text }, hints: githubHints };
}

function showCron(host: Host, job: Job, options: Call['options']): number {
  if (options.write) throw usage(command, 'A crontab is changed by `crontab` only: see the help.');
  const line = cronLine(job);
  if (options.json) writeJson(host, { line: line.trimEnd() });
  else writeResult(host, line);
  showHints(host, options, cronHints);
  return 0;
}

async function writeFiles(host: Host, { folder, texts, hints }: Files, options: Call['options']): Promise<number> {
  const draft = openDraft(host, folder);
  for (const [file, text] of Object.entries(texts)) draft.write(file, text);
  const changes = draft.changes();
  if (changes.length === 0) {
    if (!options.json) writeResult(host, `Nothing to do: the schedule is in ${folder}.\n`);
    else writeJson(host, { result: 'nothing to do', folder });
    return 0;
  }
  for (const change of changes) {
    if (options.json) writeJson(host, { file: path.join(folder, change.file), text: change.after });
    else writeResult(host, `# ${path.join(folder, change.file)}\n${change.before ? fileDiff(change) : change.after}\n`);
  }
  const isAgreed = options.write === true || (canAsk(host) && (await askYes(host, `Write this to ${folder}?`)));
  if (isAgreed) applyChanges(host, folder, changes);
  if (options.json) writeJson(host, { result: isAgreed ? 'written' : 'not written', folder });
  else if (isAgreed) print(host, note('schedule', `Written to ${folder}. Now:`));
  else print(host, note('schedule', 'Nothing was written. To write it: the same line with --write. Then:'));
  showHints(host, options, hints);
  return 0;
}

function showHints(host: Host, options: Call['options'], hints: readonly string[]): void {
  if (options.json) return;
  for (const hint of hints) print(host, note('schedule', hint));
}
