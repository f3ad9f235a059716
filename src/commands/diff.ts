import { compareRows, diffWithNow, findBackup, findTable, type RowsApart, type TableDiff } from '../backup/index.ts';
import { startProgress } from '../ui/progress.ts';
import type { Report } from '../ui/report.ts';
import { formatCount } from '../ui/units.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { show } from './output.ts';
import { usage } from './parse-call.ts';
import { findPlace, needTarget } from './place.ts';

type Diff = Awaited<ReturnType<typeof diffWithNow>>;

export const command: Command = {
  name: 'diff',
  summary: 'Compare a backup with the database as it is now, table by table',
  usage: 'diff [<id>|latest] [--rows [--most <number>]] [--table <name>] [options]',
  notes: [
    'Without an id it is the latest one of this database. The short id is enough. Nothing is changed.',
    'The exit code is 0 whether or not there is a difference; --json tells.',
  ],
  options: {
    rows: { help: 'Show rows that only one side has; the backup is restored beside for that, and dropped' },
    most: { takes: '<number>', help: 'With --rows: so many of each table and side at most; 10 without it' },
    table: { takes: '<name>', help: 'This table alone' },
    ...targetOptions,
    ...jsonOption,
  },
  operands: 1,
  async run({ host, options, operands }) {
    const place = await findPlace(host, options);
    const target = needTarget(place, 'restore-refused');
    const entry = await findBackup(host, place.policy, target, operands[0] ?? 'latest');
    const most = readMost(options.most);
    const only = typeof options.table === 'string' ? findTable(entry, options.table) : undefined;
    const what = `Comparing ${target.label} with ${entry.id}`;
    const progress = startProgress(host, what, options.json ? 'json' : undefined);
    try {
      const { policy } = place;
      const whole = await diffWithNow(host, policy, target, entry, progress.tell);
      const diff = only === undefined ? whole : { ...whole, tables: whole.tables.filter(({ name }) => name === only) };
      const isShown = ({ same, before }: TableDiff) => !same && before !== undefined && whole.problems.length === 0;
      const names = options.rows ? diff.tables.filter(isShown).map(({ name }) => name) : [];
      const request = { host, target, policy, entry, names, most, progress: progress.tell };
      const rows = names.length > 0 ? await compareRows(request) : new Map<string, RowsApart>();
      progress.stop();
      show(host, diffReport(diff, rows, entry.id, target.label), options.json === true);
    } finally {
      progress.stop();
    }
    return 0;
  },
};

function readMost(given: Call['options'][string]): number {
  if (given === undefined) return 10;
  if (typeof given === 'string' && /^[1-9]\d{0,4}$/.test(given)) return Number(given);
  throw usage(command, 'How many rows is a number from 1 on: `--most 50`.');
}

function diffReport(diff: Diff, rows: ReadonlyMap<string, RowsApart>, id: string, label: string): Report {
  const changed = diff.tables.filter(({ same }) => !same);
  const equal = diff.tables.length - changed.length;
  const rest = `${formatCount(equal, 'table')} ${equal === 1 ? 'is' : 'are'} the same.`;
  const isSame = changed.length === 0 && diff.others.length === 0 && diff.problems.length === 0;
  const what = isSame ? `${label} holds what ${id} holds.` : rest;
  return {
    sections: [
      { lines: diff.problems.map((text) => ({ text })) },
      changed.length === 0
        ? { lines: [] }
        : { headings: ['TABLE', '>ROWS THEN', '>ROWS NOW', 'WHAT'], rows: changed.map(cells) },
      ...[...rows].map(([name, apart]) => ({ lines: rowLines(name, apart) })),
      { lines: diff.others.map((text) => ({ text, tone: 'whole' as const })) },
      { lines: [{ text: what, tone: 'whole' }] },
    ],
    records: [
      ...diff.tables.map(({ name, before, now, same }) => ({
        table: name,
        before: before ?? null,
        now: now ?? null,
        same,
      })),
      ...[...rows].map(([table, apart]) => ({ table, ...apart })),
      { backup: id, target: label, same: isSame, others: diff.others, problems: diff.problems },
    ],
  };
}

/** `-` stands before what only the backup has, `+` before what only the database has. */
function rowLines(name: string, { onlyThen, onlyNow }: RowsApart): { text: string; tone: 'whole' }[] {
  const signed = [...onlyThen.map((row) => `- ${row}`), ...onlyNow.map((row) => `+ ${row}`)];
  return [name, ...signed].map((text) => ({ text, tone: 'whole' }));
}

function cells({ name, before, now }: TableDiff): string[] {
  return [name, before === undefined ? '-' : `${before}`, now === undefined ? '-' : `${now}`, whatOf(before, now)];
}

function whatOf(before: number | undefined, now: number | undefined): string {
  if (now === undefined) return 'not there now';
  if (before === undefined) return 'not in the backup';
  if (before === now) return 'other contents';
  return before > now ? `${before - now} fewer now` : `${now - before} more now`;
}
