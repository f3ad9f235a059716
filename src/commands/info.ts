import type { GoodEntry } from '../backup/index.ts';
import { findBackup, findById, listBackups, pinText, planRetention } from '../backup/index.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import type { Fact, Report } from '../ui/report.ts';
import { formatAge, formatBytes, formatCount, formatDuration } from '../ui/units.ts';
import { type Call, type Command, jsonOption, targetOptions } from './command.ts';
import { describeBackup, rowsOf, whyOf } from './list.ts';
import { show } from './output.ts';
import { findPlace, findPolicy, needTarget } from './place.ts';

export const command: Command = {
  name: 'info',
  summary: 'Show what is in a backup, what is not, where it can go, and whether it was proved',
  usage: 'info [<id>|latest] [options]',
  notes: ['Without an id it is the latest one of this database. The short id is enough.'],
  options: { ...targetOptions, ...jsonOption },
  operands: 1,
  async run({ host, options, operands }) {
    const policy = await findPolicy(host);
    const entry = await find(host, policy, options, operands[0] ?? 'latest');
    const fates = planRetention(await listBackups(host, policy.backup.repository), entry.manifest.target.identity, {
      keep: policy.backup.keep,
      now: host.now(),
    });
    const fate = fates.find((one) => one.entry.id === entry.id);
    const retention =
      fate === undefined ? undefined : `${fate.goes ? 'goes with the next backup' : 'stays'}: ${fate.why}`;
    show(host, infoReport(entry, retention, host.now()), options.json === true);
    return 0;
  },
};

async function find(host: Host, policy: Policy, options: Call['options'], word: string): Promise<GoodEntry> {
  if (word !== 'latest') return findById(host, policy.backup.repository, word);
  return findBackup(host, policy, needTarget(await findPlace(host, options), 'restore-refused'), word);
}

function infoReport(entry: GoodEntry, retention: string | undefined, now: Date): Report {
  const { tables } = entry.manifest;
  const rows = tables.map(({ name, rows: count }) => [name, `${count}`]);
  const record = {
    ...describeBackup(entry),
    retention: retention ?? null,
    goesTo: goesTo(entry),
    contents: entry.isSealed ? null : tables.map(({ name, rows: count }) => ({ table: name, rows: count })),
    files: entry.manifest.files,
  };
  const contents = entry.isSealed || rows.length === 0 ? [] : [{ headings: ['TABLE', '>ROWS'], rows }];
  return { sections: [{ facts: factsOf(entry, retention, now), least: 10 }, ...contents], records: [record] };
}

function factsOf(entry: GoodEntry, retention: string | undefined, now: Date): Fact[] {
  const { manifest } = entry;
  const { time, target, engine, serverVersion, tool, kind, excluded, incomplete = [], files } = manifest;
  const counts = entry.isSealed
    ? 'encrypted, and the key is not here'
    : [
        formatCount(manifest.tables.length, 'table'),
        formatCount(rowsOf(entry), 'row'),
        formatCount(manifest.objects.length, 'other object'),
      ].join(', ');
  const project = files.some(({ path }) => path === 'project.json') ? ', with the schema and the migrations' : '';
  return [
    ['backup', entry.id],
    ['of', target.label],
    ['made', `${formatAge(now.getTime() - Date.parse(time))} (${time}), ${kind}, ${whyOf(entry)}`],
    ...(manifest.why.argv.length > 0 ? [['for', manifest.why.argv.join(' ')] as const] : []),
    ['holds', `${counts}${project}`],
    [
      'size',
      `${formatBytes(entry.size)} in ${formatCount(files.length, 'file')}, made in ${formatDuration(manifest.durationMs)}`,
    ],
    [
      'engine',
      [engine, serverVersion, tool ? `${tool.name} ${tool.version}` : ''].filter((word) => word !== '').join(', '),
    ],
    ...several('not in it', excluded),
    ...several('missing', incomplete),
    ['goes to', goesTo(entry)],
    ['proof', proofOf(entry)],
    ...several(
      'lacks',
      (manifest.verifiedBut?.omissions ?? []).map((one) => `${one.kind} ${one.name}: ${one.why}`),
    ),
    ['pin', manifest.pinned ? pinText(manifest) : 'none'],
    ...(retention === undefined ? [] : [['retention', retention] as const]),
    ['lies in', entry.path],
  ];
}

function several(name: string, lines: readonly string[]): Fact[] {
  return lines.map((line, at) => [at === 0 ? name : '', line] as const);
}

const kinds = { sqlite: 'SQLite file', postgresql: 'PostgreSQL database', mysql: 'database' } as const;

/** Dumps are read by servers of the same version and of newer ones; a file of SQLite's by every 3.x. */
function goesTo({ manifest: { target, serverVersion } }: GoodEntry): string {
  const { provider } = target.identity;
  const kind = provider in kinds ? kinds[provider as keyof typeof kinds] : `${provider} database`;
  const [family = '', version = ''] = /^([A-Za-z]+ )?(\d+(?:\.\d+)?)/.exec(serverVersion)?.slice(1) ?? [];
  const server = provider === 'sqlite' ? '' : ` of ${family}${version} or newer`;
  return `${target.label}; with --to, another ${kind}${server}`;
}

function proofOf({ manifest: { verified, verifiedBut, check } }: GoodEntry): string {
  const proof = verified ?? verifiedBut;
  if (proof === undefined) {
    return check === 'verified' ? 'restored and compared' : 'read through once, not restored: prisma-interlock verify';
  }
  const took = formatDuration(proof.seconds * 1000);
  return `restored and compared at ${proof.at} in ${proof.serverVersion}, ${took}${verifiedBut ? '; it lacks what follows' : ''}`;
}
