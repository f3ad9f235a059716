/** What a monitoring program asks: one line and an exit code, 0 good, 1 to be looked at, 2 not to be relied on. */

import { type BackupEntry, goodOf, isWhole, judgeFreshness, listBackups } from '../backup/index.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import { clean } from '../secrets/clean.ts';
import { identityKey, maybeSame } from '../target/identity.ts';
import type { TargetIdentity } from '../types.ts';
import { toMessage } from '../ui/error-message.ts';
import { formatAge, formatBytes, formatCount } from '../ui/units.ts';
import type { Call } from './command.ts';
import type { Health, Overview } from './health.ts';
import { checkOf } from './list.ts';
import { metricsText } from './metrics.ts';
import { show, writeResult } from './output.ts';
import { findPlace } from './place.ts';

/** Gives the exit code. Whatever fails here, our own crash among it, is a 2 and never a 0. */
export async function checkStatus(host: Host, options: Call['options']): Promise<number> {
  const overview = await takeOverview(host, options);
  if (options.format === 'prometheus') writeResult(host, metricsText(overview, host.now()));
  else {
    const line = { text: lineOf(overview, host.now()), tone: 'whole' } as const;
    show(host, { sections: [{ lines: [line] }], records: [recordOf(overview)] }, options.json === true);
  }
  return options.check ? overview.grade : 0;
}

async function takeOverview(host: Host, options: Call['options']): Promise<Overview> {
  const nothing = { grade: 2, own: undefined, all: [], damaged: 0 } as const;
  try {
    const { policy, target, problem } = await findPlace(host, options);
    const entries = await listBackups(host, policy.backup.repository);
    const own = target && healthOf(entries, target, policy, host.now());
    const others = targetsIn(entries)
      .filter(({ identity }) => !target || !maybeSame(identity, target.identity))
      .map((other) => healthOf(entries, other, policy, host.now()));
    const damaged = entries.filter((entry) => entry.state === 'damaged').length;
    const grade = own === undefined ? 2 : own.grade === 0 && damaged > 0 ? 1 : own.grade;
    return { grade, own, all: own ? [own, ...others] : others, damaged, problem };
  } catch (error) {
    const { what, because = [] } = toMessage(error, host.version());
    return { ...nothing, problem: clean([what, ...because].join(' '), 400) };
  }
}

function targetsIn(entries: readonly BackupEntry[]): { identity: TargetIdentity; label: string }[] {
  const targets = entries.flatMap((entry) => (entry.state === 'good' ? [entry.manifest.target] : []));
  return [...new Map(targets.map((target) => [identityKey(target.identity), target])).values()];
}

function healthOf(
  entries: readonly BackupEntry[],
  { identity, label }: { identity: TargetIdentity; label: string },
  { backup: { freshness } }: Policy,
  now: Date,
): Health {
  const standing = judgeFreshness(entries, identity, freshness, now);
  return {
    ...standing,
    label,
    provider: identity.provider,
    backups: goodOf(entries, identity).filter(isWhole).length,
    freshness,
  };
}

const words = ['OK', 'WARNING', 'CRITICAL'] as const;

/** In the form of the Monitoring Plugins guidelines: status, text, and after a bar what can be drawn. */
function lineOf({ grade, own, damaged, problem }: Overview, now: Date): string {
  const start = `BACKUP ${words[grade]} -`;
  if (own === undefined) return `${start} ${clean(problem ?? 'no database is known here', 400)}`;
  const broken = damaged > 0 ? [`${formatCount(damaged, 'damaged backup')} in the repository`] : [];
  const { newest, faults, label, backups, freshness } = own;
  if (newest === undefined) return `${start} ${[`${clean(label)}: ${faults.join('; ')}`, ...broken].join('; ')}`;
  const age = now.getTime() - Date.parse(newest.manifest.time);
  const facts = `${formatAge(age)}, ${formatBytes(newest.size)}, ${checkOf(newest.manifest)}`;
  const limit = Math.floor(freshness.maxAgeMs / 1000);
  const drawn = `age=${Math.floor(age / 1000)}s;${limit};${2 * limit} size=${newest.size}B backups=${backups}`;
  return `${start} ${[`${clean(label)}: ${facts}`, ...faults, ...broken].join('; ')} | ${drawn}`;
}

function recordOf({ grade, own, damaged, problem }: Overview): object {
  return {
    status: words[grade]?.toLowerCase(),
    grade,
    target: own?.label ?? null,
    lastBackup: own?.newest ? { id: own.newest.id, time: own.newest.manifest.time, size: own.newest.size } : null,
    faults: own?.faults ?? [],
    backups: own?.backups ?? 0,
    damaged,
    problem: problem ?? null,
  };
}
