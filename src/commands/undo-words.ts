/** What an undo says: what it takes back, what would be lost, and how far one can go. */
import { shortId } from '../backup/index.ts';
import type { Recorded } from '../record/read-audit.ts';
import type { Report } from '../ui/report.ts';
import { formatAge } from '../ui/units.ts';
import { commandOf, type Step } from './undo-steps.ts';

/** So many lines of a kind are shown before a question. */
const shown = 12;

/** Names and values for the question. `unsaved`: the last command, where it made no backup. */
export function factsOf(step: Step, unsaved: Recorded | undefined): [string, string][] {
  const { since, loss, files } = step;
  return [
    ...noteOf(unsaved, step),
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

/** The steps as a line of commands, the newest first, each with what going back to before it would change. */
export function stepsReport(steps: readonly Step[], now: Date, line: string): Report {
  const last = { lines: [{ text: `To go back so far: ${line} --steps <number>`, tone: 'whole' as const }] };
  return {
    sections: [...steps.map((step, at) => sectionOf(step, at + 1, now)), last],
    records: steps.map((step, at) => recordOf(step, at + 1)),
  };
}

function sectionOf(step: Step, number: number, now: Date): Report['sections'][number] {
  const { entry, loss, files } = step;
  const age = formatAge(now.getTime() - Date.parse(entry.manifest.time));
  const partial = entry.manifest.incomplete ? ', PARTIAL' : '';
  const lines = few('', [
    ...loss,
    ...[...files.changes].map(([name, bytes]) => `${name} ${bytes ? 'as it was' : 'goes'}`),
  ]);
  return {
    lines: [
      { text: `${number}  before ${commandOf(step)}`, tone: 'whole' },
      { text: `   ${age}, backup ${shortId(entry.id)}${partial}`, tone: 'whole' },
      ...lines.map(([, text]) => ({ text: `   - ${text}`, tone: 'whole' as const })),
    ],
  };
}

function recordOf(step: Step, number: number): object {
  const { entry, since, loss, files } = step;
  return {
    step: number,
    id: entry.id,
    time: entry.manifest.time,
    command: commandOf(step),
    undoes: since.map(({ line, begun, exit }) => ({ line, begun: begun.toISOString(), exit: exit ?? null })),
    changes: loss,
    files: [...files.changes.keys()],
    filesLeft: Object.fromEntries(files.left),
    incomplete: entry.manifest.incomplete ?? [],
  };
}

function noteOf(unsaved: Recorded | undefined, { entry: { manifest } }: Step): [string, string][] {
  if (unsaved === undefined) return [];
  return [
    [
      'no backup',
      `was made for ${unsaved.line} (${unsaved.begun.toISOString()}); this goes back to ${manifest.why.reason}, ${manifest.time}`,
    ],
  ];
}

/** The first of some lines, under one name. */
export function few(name: string, lines: readonly string[]): [string, string][] {
  const more = lines.length > shown ? [`and ${lines.length - shown} more`] : [];
  return [...lines.slice(0, shown), ...more].map((line, at) => [at === 0 ? name : '', line]);
}

function endingOf({ exit, restores }: Recorded): string {
  const to = restores === undefined ? '' : `, to ${restores}`;
  if (exit === undefined) return `${to}, did not end`;
  return exit === 0 ? to : `${to}, failed`;
}
