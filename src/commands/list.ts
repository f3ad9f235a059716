import { type BackupEntry, listBackups, nameOf, pinText, shortId } from '../backup/index.ts';
import { identityKey } from '../target/identity.ts';
import { note } from '../ui/notes.ts';
import { exceptFor } from '../ui/omissions.ts';
import { print } from '../ui/print.ts';
import type { Report } from '../ui/report.ts';
import { formatAge, formatBytes } from '../ui/units.ts';
import { type Command, jsonOption } from './command.ts';
import { needRepository } from './missing-repository.ts';
import { show } from './output.ts';
import { findPolicy } from './place.ts';

export const command: Command = {
  name: 'list',
  summary: 'List the backups of each database, newest first, with the damaged ones',
  usage: 'list [options]',
  notes: ['The short ids are enough wherever one is asked for. With --json they are whole.'],
  options: jsonOption,
  operands: 0,
  async run({ host, options }) {
    const policy = await findPolicy(host);
    const { repository } = policy.backup;
    const entries = await listBackups(host, repository);
    const isThere = entries.length > 0 || (await needRepository(host, policy));
    const none = isThere ? 'There are no backups in' : 'There is no repository yet: the first backup makes it in';
    if (entries.length === 0 && !options.json) print(host, note('no-backups', `${none} ${nameOf(repository)}.`));
    else show(host, listReport(entries, host.now()), options.json === true);
    return 0;
  },
};

function listReport(entries: readonly BackupEntry[], now: Date): Report {
  const good = entries.filter((entry): entry is Good => entry.state === 'good');
  const damaged = entries.filter((entry) => entry.state === 'damaged');
  const keyOf = ({ manifest: { target } }: Good) => identityKey(target.identity);
  const byTarget = [...new Set(good.map(keyOf))].map((key) => good.filter((entry) => keyOf(entry) === key));
  const tables = byTarget.map((own) => ({
    title: own[0]?.manifest.target.label ?? '',
    headings,
    rows: own.map((entry) => row(entry, now)),
    below: own.map(({ manifest }) => [...(manifest.pinned ? [pinText(manifest)] : []), ...lacksOf(manifest)]),
  }));
  const broken = damaged.map(({ id, why }) => [shortId(id), `damaged: ${why}`] as const);
  const sections =
    broken.length > 0 ? [...tables, { headings: ['ID', 'DAMAGED, NONE OF THEM COUNTS'], rows: broken }] : tables;
  return { sections, records: entries.map(describeBackup) };
}

const headings = ['ID', 'WHEN', 'WHY', '>SIZE', '>TABLES', '>ROWS', 'STATE'];
/** What is left of 80 columns for the reason. */
const whyWidth = 22;

function row(entry: Good, now: Date): string[] {
  const { time, tables } = entry.manifest;
  const age = formatAge(now.getTime() - new Date(time).getTime());
  const why = whyOf(entry);
  return [
    shortId(entry.id),
    age,
    why.length > whyWidth ? `${why.slice(0, whyWidth - 1)}…` : why,
    formatBytes(entry.size),
    entry.isSealed ? 'encrypted' : `${tables.length}`,
    entry.isSealed ? '' : `${rowsOf(entry)}`,
    stateOf(entry.manifest),
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

function stateOf({ check, incomplete, verifiedBut }: Good['manifest']): string {
  if (incomplete) return 'partial';
  return verifiedBut ? 'restorable' : check;
}

function lacksOf({ verifiedBut }: Good['manifest']): string[] {
  return verifiedBut ? [`restorable${exceptFor(verifiedBut.omissions)}`] : [];
}

/** All that is known of it, for machines. */
export function describeBackup(entry: BackupEntry): object {
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
