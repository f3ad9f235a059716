import {
  type BackupEntry,
  type Fate,
  listBackups,
  nameOf,
  planPrune,
  pruneTarget,
  type TargetFates,
} from '../backup/index.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { startProgress } from '../ui/progress.ts';
import type { Report } from '../ui/report.ts';
import { formatAge, formatBytes, formatCount } from '../ui/units.ts';
import { type Command, jsonOption } from './command.ts';
import { show } from './output.ts';
import { findPolicy } from './place.ts';

export const command: Command = {
  name: 'prune',
  summary: 'Show which automatic backups retention would remove, and with --confirm remove them',
  usage: 'prune [--confirm] [options]',
  notes: [
    'The newest whole automatic backups of each database stay, as many as "backup.keep" says, and every manual one, every',
    'pinned one and the newest verified one. Damaged, empty and incomplete ones do not count, and are never removed.',
  ],
  options: { confirm: { help: 'Remove them; without it nothing is changed' }, ...jsonOption },
  operands: 0,
  async run({ host, options }) {
    const policy = await findPolicy(host);
    const { repository, keep, bounds } = policy.backup;
    const entries = await listBackups(host, repository);
    const plan = planPrune(entries, keep, host.now(), bounds);
    const carriesOut = options.confirm === true;
    const done: TargetFates[] = [];
    const progress = startProgress(host, 'Pruning the backups', options.json ? 'json' : undefined);
    try {
      for (const target of plan) done.push(carriesOut ? await pruneTarget(host, policy, target) : target);
    } finally {
      progress.stop();
    }
    const found = done.flatMap((target) => target.found ?? []);
    const damaged = [...found, ...entries.filter((entry) => entry.state === 'damaged')];
    const rows = [...done.flatMap((target) => target.fates.map((fate) => ({ target, fate }))), ...damaged];
    show(host, pruneReport(rows, host.now(), carriesOut), options.json === true);
    if (!options.json) print(host, note('prune', summary(done, nameOf(repository), carriesOut)));
    return 0;
  },
};

type Row = { readonly target: TargetFates; readonly fate: Fate } | Extract<BackupEntry, { state: 'damaged' }>;

const headings = ['ID', 'AGE', '>SIZE', 'DATABASE', 'FATE', 'WHY'];

function pruneReport(rows: readonly Row[], now: Date, carriedOut: boolean): Report {
  return {
    sections: rows.length === 0 ? [] : [{ headings, rows: rows.map((row) => cells(row, now, carriedOut)) }],
    records: rows.map((row) => describe(row, now, carriedOut)),
  };
}

function cells(row: Row, now: Date, carriedOut: boolean): string[] {
  if ('state' in row) return [row.id, '', '', '', 'keep', `damaged, does not count: ${row.why}`];
  const { entry, why } = row.fate;
  const age = formatAge(now.getTime() - Date.parse(entry.manifest.time));
  return [entry.id, age, formatBytes(entry.size), row.target.label, fateOf(row.fate, carriedOut), why];
}

function describe(row: Row, now: Date, carriedOut: boolean): object {
  if ('state' in row) return { id: row.id, state: row.state, fate: 'keep', why: row.why };
  const { entry, why } = row.fate;
  const ageSeconds = Math.floor((now.getTime() - Date.parse(entry.manifest.time)) / 1000);
  const { label } = row.target;
  const fate = fateOf(row.fate, carriedOut);
  return { id: entry.id, state: entry.state, target: label, ageSeconds, size: entry.size, fate, why };
}

function fateOf({ goes }: Fate, carriedOut: boolean): string {
  if (!goes) return 'keep';
  return carriedOut ? 'removed' : 'remove';
}

function summary(targets: readonly TargetFates[], repository: string, carriedOut: boolean): string {
  const going = targets.flatMap(({ fates }) => fates.filter((fate) => fate.goes));
  if (going.length === 0) return `There is nothing to remove in ${repository}.`;
  const size = formatBytes(going.reduce((sum, { entry }) => sum + entry.size, 0));
  const what = `${formatCount(going.length, 'backup')}, ${size}`;
  return carriedOut ? `Removed ${what}.` : `Nothing was removed. To remove ${what}: prisma-interlock prune --confirm`;
}
