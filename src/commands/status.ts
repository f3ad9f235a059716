import {
  type BackupEntry,
  findLeftovers,
  type GoodEntry,
  isRepositoryThere,
  judgeFreshness,
  listBackups,
  nameOf,
  needEngine,
  type Preflight,
  type Standing,
  sharedFate,
} from '../backup/index.ts';
import { unseenNames } from '../doctor/unseen-names.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import type { Unseen } from '../policy/unseen.ts';
import { findPast } from '../policy/until.ts';
import { findUnended, markSeen, type Unended } from '../record/unended.ts';
import { standingOf } from '../target/stamp-standing.ts';
import { unanswered } from '../target/unanswered.ts';
import type { Target } from '../types.ts';
import type { Fact } from '../ui/report.ts';
import { formatAge, formatBytes, formatCount } from '../ui/units.ts';
import { type Command, jsonOption, targetOptions } from './command.ts';
import { show } from './output.ts';
import { usage } from './parse-call.ts';
import { findPlace, type Place } from './place.ts';
import { stampFacts, stampRecord } from './stamp-facts.ts';
import { checkStatus } from './status-check.ts';
import { describeRun, unendedFacts } from './unended-runs.ts';

export const command: Command = {
  name: 'status',
  summary: 'Show the database, how it is judged, its last backup, and the tools found',
  usage: 'status [options]',
  notes: [
    'With --check the exit code is 0 for a fresh backup, 1 for what should be looked at, 2 for what cannot be relied on;',
    'the policy says what is fresh: backup.freshness.',
  ],
  options: {
    seen: { help: 'Say that you have looked at the commands that did not end; they are shown once more' },
    check: { help: 'Print one line on the backups, for monitoring, and give an exit code' },
    format: { takes: 'prometheus', help: 'Print metrics, for a textfile collector' },
    ...targetOptions,
    ...jsonOption,
  },
  operands: 0,
  async run({ host, options }) {
    if (options.format !== undefined && options.format !== 'prometheus')
      throw usage(command, 'The format is prometheus.');
    if (options.check || options.format) return checkStatus(host, options);
    const place = await findPlace(host, options);
    const { repository } = place.policy.backup;
    const entries = await listBackups(host, repository);
    const targets = place.target ? [place.target] : [];
    const unended = findUnended(host, place.target?.label);
    const status: Status = {
      place,
      warnings: [...findPast(place.policy, targets), ...(await unseenNames(host, place.policy, targets))],
      unended,
      isRepositoryThere: entries.length > 0 || (await isRepositoryThere(host, repository)),
      server: place.target && (await askServer(host, place.target, place.policy)),
      standing:
        place.target && judgeFreshness(entries, place.target.identity, place.policy.backup.freshness, host.now()),
      entries,
      leftovers: await findLeftovers(host, repository),
      fate: place.target && (await sharedFate(host, repository, place.target.identity)),
    };
    show(
      host,
      { sections: [{ facts: factsOf(status, host.now()), least: 12 }], records: [recordOf(status)] },
      options.json === true,
    );
    if (options.seen) markSeen(host, unended.killed);
    return 0;
  },
};

interface Status {
  readonly place: Place;
  /** What is odd about the policy. */
  readonly warnings: readonly Pick<Unseen, 'says'>[];
  readonly unended: Unended;
  readonly isRepositoryThere: boolean;
  readonly server: Preflight | { readonly problem: string } | undefined;
  readonly standing: Standing | undefined;
  readonly entries: readonly BackupEntry[];
  readonly leftovers: readonly string[];
  /** What would take the backups along with the database. */
  readonly fate: string | undefined;
}

/** What the server and the dump tool say; their refusal is part of the status, not its end. */
async function askServer(host: Host, target: Target, policy: Policy): Promise<Status['server']> {
  try {
    return await (await needEngine(target, policy)).preflight({ host, target });
  } catch (error) {
    if (error instanceof InterlockError) return { problem: [error.why, ...error.next].join(' ') };
    throw error;
  }
}

function sizeOf(entries: readonly BackupEntry[]): number {
  return entries.reduce((sum, entry) => sum + (entry.state === 'good' ? entry.size : 0), 0);
}

function recordOf({
  place,
  warnings,
  unended,
  isRepositoryThere: isThere,
  server,
  standing,
  entries,
  leftovers,
  fate,
}: Status): object {
  const { target, environment, actor, cli, policy, problem } = place;
  return {
    target: target && { ...target.identity, label: target.label, source: target.source },
    problem,
    environment,
    unanswered: (target && unanswered(target)) ?? null,
    stamp: target ? stampRecord(standingOf(target)) : null,
    actor,
    prisma: { version: cli.version, path: cli.path },
    server,
    lastBackup: standing?.newest ? describeLast(standing.newest, standing) : null,
    repository: {
      path: nameOf(policy.backup.repository),
      isThere,
      backups: entries.filter((entry) => entry.state === 'good').length,
      size: sizeOf(entries),
      damaged: entries.filter((entry) => entry.state === 'damaged').map(({ id }) => id),
      leftovers,
      sharedFate: fate ?? null,
    },
    running: unended.running.map(describeRun),
    killed: unended.killed.map(describeRun),
    policy: policy.files,
    warnings: warnings.map(({ says }) => says),
  };
}

function describeLast({ id, size, manifest }: GoodEntry, { faults }: Standing): object {
  const { time, kind, check, verified = null, verifiedBut = null } = manifest;
  return { id, time, size, kind, check, verified, verifiedBut, fresh: faults.length === 0, faults };
}

function lastFacts({ newest, faults }: Standing, now: Date): Fact[] {
  if (newest === undefined) return [['last backup', 'none']];
  const { time, check } = newest.manifest;
  const age = formatAge(now.getTime() - Date.parse(time));
  return [
    ['last backup', `${age}: ${newest.id}, ${formatBytes(newest.size)}, ${check}`],
    ['', faults.length === 0 ? 'fresh' : `not fresh: ${faults.join('; ')}`],
  ];
}

function factsOf(status: Status, now: Date): Fact[] {
  const { place, server, standing, entries, leftovers, fate } = status;
  const { target, environment, cli, policy, problem } = place;
  const damaged = entries.filter((entry) => entry.state === 'damaged');
  const silence = target && unanswered(target);
  return [
    [
      'database',
      target ? `${target.label} (${target.identity.provider}, from ${target.source})` : `not known: ${problem}`,
    ],
    ['environment', environment.name],
    ...environment.evidence.map(({ why }) => ['', why] as const),
    ...(silence === undefined ? [] : [['', silence] as const]),
    ...(target ? stampFacts(standingOf(target)) : []),
    ...unendedFacts(status.unended),
    ...lastFacts(standing ?? { newest: undefined, grade: 2, faults: [] }, now),
    [
      'repository',
      status.isRepositoryThere
        ? `${nameOf(policy.backup.repository)}: ${formatCount(entries.length - damaged.length, 'backup')}, ${formatBytes(sizeOf(entries))}`
        : `${nameOf(policy.backup.repository)}: is not there`,
    ],
    ...(fate ? [['', fate] as const] : []),
    ...damaged.map((entry) => ['', `damaged: ${entry.id}: ${(entry as { why: string }).why}`] as const),
    ...leftovers.map((name) => ['', `left by a command that was ended, goes with the next backup: ${name}`] as const),
    ...serverFacts(server),
    ['prisma', `${cli.version}, ${cli.path}`],
    ['policy', policy.files.join(', ') || 'the defaults'],
    ...status.warnings.map(({ says }) => ['', says] as const),
  ];
}

function serverFacts(server: Status['server']): Fact[] {
  if (!server) return [];
  if ('problem' in server) return [['server', `cannot be backed up now: ${server.problem}`]];
  const size = server.exists ? `about ${formatBytes(server.estimatedBytes)}` : 'this database does not exist yet';
  const tool = server.tool ? `${server.tool.name} ${server.tool.version}, ${server.tool.path}` : 'none is needed';
  return [
    ['server', `${server.serverVersion}, ${size}`],
    ['dump tool', tool],
  ];
}
