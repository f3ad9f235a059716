import {
  type FilesPlan,
  findWayBack,
  type GoodEntry,
  needIntact,
  openSnapshot,
  planFiles,
  putBack,
  type Restored,
  readProject,
  restoreBackup,
} from '../backup/index.ts';
import type { Host } from '../host.ts';
import { findProjectRoot } from '../project/root.ts';
import { type Recorded, readAudit } from '../record/read-audit.ts';
import type { Target } from '../types.ts';
import { note } from '../ui/notes.ts';
import { exceptFor } from '../ui/omissions.ts';
import { print } from '../ui/print.ts';
import { startProgress } from '../ui/progress.ts';
import { accept } from './accept.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { confirmRestore } from './confirm-restore.ts';
import { writeJson, writeResult } from './output.ts';
import { findPlace, needTarget } from './place.ts';
import { runRecorded } from './recorded.ts';

export const command: Command = {
  name: 'undo',
  summary: 'Go back to before the last guarded command: database, migrations and schema',
  usage: 'undo [options]',
  notes: [
    'Shows first what would be lost. The present state is backed up, and the replaced database is kept for a day.',
    'An undo right after an undo takes that one back. To go further back: prisma-interlock restore <id>',
  ],
  options: { ...targetOptions, ...jsonOption },
  operands: 0,
  async run({ host, options }) {
    const place = await findPlace(host, options);
    const target = needTarget(place, 'restore-refused');
    const root = findProjectRoot(host);
    const schema = typeof options.schema === 'string' ? options.schema : undefined;
    const format = options.json ? 'json' : undefined;
    const reading = startProgress(host, `Comparing ${target.label} with its backups`, format);
    const audit = readAudit(host, root, target.label);
    const used = new Set(audit.flatMap(({ backups }) => backups));
    const { entry, loss } = await findWayBack(host, place.policy, target, used).finally(() => reading.stop());
    if (!(await openSnapshot(host, place.policy, target, entry))) await needIntact(host, entry);
    const since = undone(audit, entry);
    const files = await planFiles(host, entry, { root, schema, ended: since[0]?.ended });
    const unsaved = withoutBackup(audit);
    if (loss.length === 0 && files.changes.size === 0) return sayNothing(host, options, target, entry, unsaved);
    const restored = await runRecorded(host, { ...place, target, restores: entry.id }, async (begin) => {
      const facts = [...noteOf(unsaved, entry), ...factsOf(since, loss, files)];
      await confirmRestore(host, place, target, entry, { name: 'An undo', line: 'prisma-interlock undo', facts });
      const progress = startProgress(host, `Undoing in ${target.label}`, format);
      const asked = { actor: place.actor, target, entry, line: 'prisma-interlock undo', json: options.json === true };
      const done = await restoreBackup({
        host,
        target,
        policy: place.policy,
        entry,
        ontoOther: false,
        argv: ['prisma-interlock', ...host.argv],
        undo: { project: readProject(host, root, schema) },
        begin,
        accept: (lacking) => {
          progress.stop();
          return accept(host, asked, lacking);
        },
        onProgress: (bytes) => progress.update(bytes),
      }).finally(() => progress.stop());
      await putFilesBack(host, files);
      return done;
    });
    report(host, options, target, entry, restored, files);
    return 0;
  },
};

/** The command that the backup was made for, and those after it, which had none of their own. */
function undone(audit: readonly Recorded[], entry: GoodEntry): readonly Recorded[] {
  const first = audit.findIndex(({ backups }) => backups.includes(entry.id));
  return first < 0 ? audit.filter(({ begun }) => begun.toISOString() > entry.manifest.time) : audit.slice(first);
}

/** The last command, where it made no backup: then nothing that it did is what an undo takes back. */
function withoutBackup(audit: readonly Recorded[]): Recorded | undefined {
  const last = audit.at(-1);
  return last?.backups.length === 0 ? last : undefined;
}

function noteOf(unsaved: Recorded | undefined, { manifest }: GoodEntry): [string, string][] {
  if (unsaved === undefined) return [];
  return [
    [
      'no backup',
      `was made for ${unsaved.line} (${unsaved.begun.toISOString()}); this goes back to ${manifest.why.reason}, ${manifest.time}`,
    ],
  ];
}

function factsOf(since: readonly Recorded[], loss: readonly string[], files: FilesPlan): [string, string][] {
  const few = (name: string, lines: readonly string[]): [string, string][] => {
    const more = lines.length > 12 ? [`and ${lines.length - 12} more`] : [];
    return [...lines.slice(0, 12), ...more].map((line, at) => [at === 0 ? name : '', line]);
  };
  return [
    ...few(
      'undoes',
      since.map((each) => `${each.line} (${each.begun.toISOString()}${endingOf(each)})`),
    ),
    ...few('changes', loss.length > 0 ? loss : ['nothing in the database']),
    ...few(
      'files',
      [...files.changes].map(([name, bytes]) => `${name} ${bytes ? 'as it was' : 'goes'}`),
    ),
    ...few(
      'files left',
      [...files.left].map(([name, why]) => `${name}: ${why}`),
    ),
  ];
}

function endingOf({ exit, restores }: Recorded): string {
  const to = restores === undefined ? '' : `, to ${restores}`;
  if (exit === undefined) return `${to}, did not end`;
  return exit === 0 ? to : `${to}, failed`;
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

function report(
  host: Host,
  options: Call['options'],
  target: Target,
  entry: GoodEntry,
  { before, kept, omissions }: Restored,
  files: FilesPlan,
): void {
  if (options.json) {
    const changed = [...files.changes.keys()];
    writeJson(host, {
      undone: entry.id,
      target: target.label,
      before: before?.id ?? null,
      kept: kept ?? null,
      omissions,
      files: changed,
    });
    return;
  }
  writeResult(
    host,
    `${target.label} is as it was ${entry.manifest.why.reason} (${entry.id})${exceptFor(omissions)}.\n`,
  );
  if (before) print(host, note('backup-made', 'The state before this undo is kept: prisma-interlock undo'));
  if (kept) print(host, note('database-kept', `What was replaced is kept for a day: ${kept}`));
}
