/** What a monitoring program asks: one line and an exit code, 0 good, 1 to be looked at, 2 not to be relied on. */

import { identityKey } from '../backup/manifest/format.ts';
import { isWhole } from '../backup/manifest/whole.ts';
import { type Entry, listBackups } from '../backup/repository/read.ts';
import { judgeFreshness } from '../backup/retention/freshness.ts';
import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import { clean } from '../secrets/clean.ts';
import type { TargetIdentity } from '../types.ts';
import { toMessage } from '../ui/error-message.ts';
import { formatBytes } from '../ui/units.ts';
import type { Call } from './command.ts';
import type { Health, Overview } from './health.ts';
import { metricsText } from './metrics.ts';
import { formatAge, formatCount, writeJson, writeResult } from './output.ts';
import { findPlace } from './place.ts';

/** Gives the exit code. Whatever fails here, our own crash among it, is a 2 and never a 0. */
export async function checkStatus(host: Host, options: Call['options']): Promise<number> {
  const report = await makeReport(host, options);
  if (options.format === 'prometheus') writeResult(host, metricsText(report, host.now()));
  else if (options.json) writeJson(host, toJson(report));
  else writeResult(host, `${lineOf(report, host.now())}\n`);
  return options.check ? report.grade : 0;
}

async function makeReport(host: Host, options: Call['options']): Promise<Overview> {
  const nothing = { grade: 2, own: undefined, all: [], damaged: 0 } as const;
  try {
    const { policy, target, problem } = await findPlace(host, options);
    const entries = await listBackups(host, policy.backup.repository);
    const own = target && healthOf(entries, target, policy, host.now());
    const others = targetsIn(entries)
      .filter(({ identity }) => !target || identityKey(identity) !== identityKey(target.identity))
      .map((other) => healthOf(entries, other, policy, host.now()));
    const damaged = entries.filter((entry) => entry.state === 'damaged').length;
    const grade = own === undefined ? 2 : own.grade === 0 && damaged > 0 ? 1 : own.grade;
    return { grade, own, all: own ? [own, ...others] : others, damaged, problem };
  } catch (error) {
    const { what, because = [] } = toMessage(error, host.version());
    return { ...nothing, problem: clean([what, ...because].join(' '), 400) };
  }
}

function targetsIn(entries: readonly Entry[]): { identity: TargetIdentity; label: string }[] {
  const targets = entries.flatMap((entry) => (entry.state === 'good' ? [entry.manifest.target] : []));
  return [...new Map(targets.map((target) => [identityKey(target.identity), target])).values()];
}

function healthOf(
  entries: readonly Entry[],
  { identity, label }: { identity: TargetIdentity; label: string },
  { backup: { freshness } }: Policy,
  now: Date,
): Health {
  const own = (entry: Entry) =>
    entry.state === 'good' && isWhole(entry) && identityKey(entry.manifest.target.identity) === identityKey(identity);
  const standing = judgeFreshness(entries, identity, freshness, now);
  return { ...standing, label, provider: identity.provider, backups: entries.filter(own).length, freshness };
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
  const facts = `${formatAge(age)}, ${formatBytes(newest.size)}, ${newest.manifest.check}`;
  const limit = Math.floor(freshness.maxAgeMs / 1000);
  const drawn = `age=${Math.floor(age / 1000)}s;${limit};${2 * limit} size=${newest.size}B backups=${backups}`;
  return `${start} ${[`${clean(label)}: ${facts}`, ...faults, ...broken].join('; ')} | ${drawn}`;
}

function toJson({ grade, own, damaged, problem }: Overview): object {
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
