import { type BackupEntry, listBackups, nameOf, pinText } from '../backup/index.ts';
import { note } from '../ui/notes.ts';
import { exceptFor } from '../ui/omissions.ts';
import { print } from '../ui/print.ts';
import type { Report } from '../ui/report.ts';
import { formatAge, formatBytes } from '../ui/units.ts';
import { type Command, jsonOption } from './command.ts';
import { show } from './output.ts';
import { findPolicy } from './place.ts';

export const command: Command = {
  name: 'list',
  summary: 'List the backups, newest first, with the damaged ones',
  usage: 'list [options]',
  options: jsonOption,
  operands: 0,
  async run({ host, options }) {
    const { repository } = (await findPolicy(host)).backup;
    const entries = await listBackups(host, repository);
    if (entries.length === 0 && !options.json)
      print(host, note('no-backups', `There are no backups in ${nameOf(repository)}.`));
    else show(host, listReport(entries, host.now()), options.json === true);
    return 0;
  },
};

function listReport(entries: readonly BackupEntry[], now: Date): Report {
  const rows = entries.map((entry) => row(entry, now));
  return { sections: [{ headings, rows }], records: entries.map(describe) };
}

const headings = ['ID', 'WHEN', 'DATABASE', 'WHY', '>SIZE', '>TABLES', '>ROWS', 'STATE'];

function row(entry: BackupEntry, now: Date): string[] {
  if (entry.state === 'damaged') return [entry.id, '', '', '', '', '', '', `damaged: ${entry.why}`];
  const { time, target, tables } = entry.manifest;
  const age = formatAge(now.getTime() - new Date(time).getTime());
  return [
    entry.id,
    age,
    target.label,
    whyOf(entry),
    formatBytes(entry.size),
    entry.isSealed ? 'encrypted' : `${tables.length}`,
    entry.isSealed ? '' : `${rowsOf(entry)}`,
    stateOf(entry),
  ];
}

type Good = Extract<BackupEntry, { state: 'good' }>;

/** The note of a person, else what it was made before. */
export function whyOf({ manifest: { why } }: Good): string {
  return why.note ?? why.reason;
}

export function rowsOf({ manifest }: Good): number {
  return manifest.tables.reduce((sum, table) => sum + table.rows, 0);
}

/** How far it was checked; one that was restored but for something is not called verified. */
export function checkOf({ check, verifiedBut }: Good['manifest']): string {
  return verifiedBut ? `restorable${exceptFor(verifiedBut.omissions)}` : check;
}

function stateOf({ manifest }: Good): string {
  const state = manifest.incomplete ? 'partial' : checkOf(manifest);
  return manifest.pinned ? `${state}, ${pinText(manifest)}` : state;
}

function describe(entry: BackupEntry): object {
  const { id, path, state } = entry;
  if (state === 'damaged') return { id, path, state, why: entry.why };
  const {
    time,
    kind,
    pinned,
    pinnedUntil,
    pinnedWhy,
    why,
    target,
    engine,
    serverVersion,
    tables,
    snapshot,
    excluded,
    incomplete,
    check,
    verified,
    verifiedBut,
    durationMs,
  } = entry.manifest;
  const counts = entry.isSealed ? { tables: null, rows: null } : { tables: tables.length, rows: rowsOf(entry) };
  return {
    id,
    path,
    state,
    time,
    kind,
    pinned,
    pinnedUntil,
    pinnedWhy,
    why,
    target,
    engine,
    serverVersion,
    size: entry.size,
    ...counts,
    snapshot,
    excluded,
    incomplete,
    check,
    verified: verified ?? null,
    verifiedBut: verifiedBut ?? null,
    durationMs,
  };
}
