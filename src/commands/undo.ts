import {
  type FilesPlan,
  type GoodEntry,
  needIntact,
  openSnapshot,
  putBack,
  type Restored,
  readProject,
  restoreBackup,
} from '../backup/index.ts';
import type { Host } from '../host.ts';
import { ownCommand } from '../project/own-command.ts';
import { findProjectRoot } from '../project/root.ts';
import { type Recorded, readAudit } from '../record/read-audit.ts';
import type { Target } from '../types.ts';
import { databaseKept, note } from '../ui/notes.ts';
import { exceptFor } from '../ui/omissions.ts';
import { print } from '../ui/print.ts';
import { startProgress } from '../ui/progress.ts';
import { whileRestoring } from './accept.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { confirmRestore } from './confirm-restore.ts';
import { show, writeJson, writeResult } from './output.ts';
import { usage } from './parse-call.ts';
import { findPlace, needTarget, type Place } from './place.ts';
import { runRecorded } from './recorded.ts';
import { findSteps, type Step, takeStep } from './undo-steps.ts';
import { factsOf, stepsReport } from './undo-words.ts';

/** So many steps are shown, unless more are asked for. */
const listed = 10;

export const command: Command = {
  name: 'undo',
  summary: 'Go back to before the last guarded command: database, migrations and schema',
  usage: 'undo [--steps <number> | --list] [options]',
  notes: [
    'It goes to the newest state that is another one than the present. An undo right after an undo takes that one back.',
    'Shows first what would be lost. The present state is backed up, and the replaced database is kept for a day.',
  ],
  options: {
    steps: { takes: '<number>', help: 'Go back so many states; each differs from the one after it. 1 without it' },
    list: { help: 'Show the states, as a line of commands with what each would bring back; change nothing' },
    ...targetOptions,
    ...jsonOption,
  },
  operands: 0,
  async run({ host, options }) {
    const isList = options.list === true;
    const number = readNumber(options.steps, isList ? listed : 1);
    const place = await findPlace(host, options);
    const target = needTarget(place, 'restore-refused');
    const root = findProjectRoot(host);
    const schema = typeof options.schema === 'string' ? options.schema : undefined;
    const format = options.json ? 'json' : undefined;
    const reading = startProgress(host, `Comparing ${target.label} with its backups`, format);
    const audit = readAudit(host, root, target.label);
    const asked = { policy: place.policy, target, root, schema, audit, most: number, tell: reading.tell };
    const found = await findSteps(host, asked).finally(() => reading.stop());
    const unsaved = withoutBackup(audit);
    if (found.steps.length === 0) return sayNothing(host, options, target, found.newest, unsaved);
    if (isList) {
      const line = await ownCommand(host, 'undo');
      show(host, stepsReport(found.steps, host.now(), line), options.json === true);
      return 0;
    }
    const step = takeStep(found, number);
    if (step === undefined) return sayNothing(host, options, target, found.newest, unsaved);
    const restored = await goBack(host, options, { ...place, target }, step, unsaved);
    await report(host, options, target, step, restored);
    return 0;
  },
};

function readNumber(given: Call['options'][string], otherwise: number): number {
  if (given === undefined) return otherwise;
  if (typeof given === 'string' && /^[1-9]\d{0,3}$/.test(given)) return Number(given);
  throw usage(command, 'The steps are a number from 1 on: `--steps 2`.');
}

/** The last command, where it made no backup: then nothing that it did is what an undo takes back. */
function withoutBackup(audit: readonly Recorded[]): Recorded | undefined {
  const last = audit.at(-1);
  return last?.backups.length === 0 ? last : undefined;
}

async function goBack(
  host: Host,
  options: Call['options'],
  place: Place & { readonly target: Target },
  step: Step,
  unsaved: Recorded | undefined,
): Promise<Restored> {
  const { policy, target } = place;
  const { entry, files } = step;
  const schema = typeof options.schema === 'string' ? options.schema : undefined;
  if (!(await openSnapshot(host, policy, target, entry))) await needIntact(host, entry);
  const words = typeof options.steps === 'string' ? `undo --steps ${options.steps}` : 'undo';
  const line = await ownCommand(host, words);
  return runRecorded(host, { ...place, restores: entry.id }, async (begin) => {
    await confirmRestore(host, place, target, entry, {
      name: 'An undo',
      line,
      facts: factsOf(step, unsaved),
      json: options.json === true,
    });
    const progress = startProgress(host, `Undoing in ${target.label}`, options.json ? 'json' : undefined);
    const asked = { actor: place.actor, target, entry, line, json: options.json === true };
    const done = await restoreBackup({
      host,
      target,
      policy,
      entry,
      ontoOther: false,
      argv: ['prisma-interlock', ...host.argv],
      undo: { project: readProject(host, findProjectRoot(host), schema) },
      begin,
      ...whileRestoring(host, asked, progress),
      progress: progress.tell,
    }).finally(() => progress.stop());
    await putFilesBack(host, files);
    return done;
  });
}

/** The database is back by now; a file that cannot be written is said, and is no reason to call that a failure. */
async function putFilesBack(host: Host, files: FilesPlan): Promise<void> {
  await putBack(host, files).catch((error: NodeJS.ErrnoException) => {
    const why = error.code ?? error.name;
    print(host, note('files-left', `The database is back; schema and migrations could not all be put back (${why}).`));
  });
}

function sayNothing(
  host: Host,
  options: Call['options'],
  target: Target,
  entry: GoodEntry,
  unsaved: Recorded | undefined,
): number {
  const same = { undone: null, target: target.label, same: entry.id, withoutBackup: unsaved?.line ?? null };
  if (options.json) writeJson(host, same);
  else {
    const last = unsaved ? `, and the last command, ${unsaved.line}, made no backup` : '';
    writeResult(
      host,
      `Nothing to undo: ${target.label} is as it was ${entry.manifest.why.reason} (${entry.id})${last}.\n`,
    );
  }
  return 0;
}

async function report(
  host: Host,
  options: Call['options'],
  target: Target,
  { entry, files }: Step,
  { before, kept, isDamaged, omissions }: Restored,
): Promise<void> {
  if (options.json) {
    const changed = [...files.changes.keys()];
    const names = { before: before?.id ?? null, kept: kept ?? null };
    writeJson(host, { undone: entry.id, target: target.label, ...names, omissions, files: changed });
    return;
  }
  const been = `${target.label} is as it was ${entry.manifest.why.reason} (${entry.id})`;
  writeResult(host, `${been}${exceptFor(omissions)}.\n`);
  if (before) print(host, note('backup-made', `To take this undo back: ${await ownCommand(host, 'undo')}`));
  if (kept) print(host, databaseKept(kept, isDamaged));
}
