import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { matrix } from '../../../policy/matrix.ts';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { backUpBefore, type Prospect } from '../../../src/backup/operations/back-up-before.ts';
import { listBackups } from '../../../src/backup/repository/read.ts';
import { createHost, type Host } from '../../../src/host.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import type { Backup, EnvironmentName, Judgement, Risk } from '../../../src/types.ts';
import { exampleJudgement } from '../../ui/example.ts';
import { tickingHost } from '../engines/scratch.ts';
import { type SqlitePlace, sqlitePlace } from '../engines/sqlite/place.ts';

interface Situation {
  readonly environment?: EnvironmentName;
  readonly risk?: Risk;
  readonly command?: string;
  readonly reuse?: Policy['backup']['reuse'];
  readonly hoursLater?: number;
}

const unlooked: Prospect = {
  destroys: false,
  accept: async () => {},
  isWantedAnyway: async () => false,
  isTold: () => false,
};
const hour = { maxAgeMs: 3_600_000, verified: false, minSizeRatio: 0.5 };

/** A database with a backup, and what its policy says of a fresh one. */
async function backedUp(): Promise<{ place: SqlitePlace; first: Backup }> {
  const place = sqlitePlace();
  const why = { reason: 'scheduled', argv: [] };
  const { target, policy } = place;
  const made = await backUp({ host: tickingHost(), target, policy, why, kind: 'automatic', need: 'always' });
  if (made.status === 'skipped') throw new Error(made.because);
  return { place, first: made.backup };
}

async function before(place: SqlitePlace, situation: Situation = {}): Promise<{ ids: string[]; printed: string }> {
  const { environment = 'development', risk = 'change', command = 'db execute', hoursLater = 0 } = situation;
  const { reuse = ['development', 'staging'] } = situation;
  const example = exampleJudgement({ risk });
  const judgement: Judgement = {
    ...example,
    invocation: { ...example.invocation, command },
    resolution: { targets: [place.target], problem: undefined },
    environment: { name: environment, evidence: [] },
    decision: { ...matrix[environment][risk], because: [] },
  };
  const policy = { ...place.policy, backup: { ...place.policy.backup, freshness: hour, reuse } };
  const stderr = new PassThrough({ encoding: 'utf8' });
  const ticking = tickingHost();
  const host = Object.create(ticking, {
    now: { value: () => new Date(ticking.now().getTime() + hoursLater * 3_600_000) },
    stderr: { value: stderr },
  }) as Host;
  const { made } = await backUpBefore(host, judgement, policy, unlooked);
  return { ids: made.map(({ id }) => id), printed: String(stderr.read() ?? '') };
}

for (const environment of ['development', 'staging'] as const) {
  test(`where the policy says so, a fresh backup takes the place of a new one before a change in ${environment}`, async () => {
    const { place, first } = await backedUp();
    const { ids, printed } = await before(place, { environment });
    expect(ids).toEqual([first.id]);
    expect(printed).toContain('No new backup was made');
    expect(await listBackups(createHost(), place.policy.backup.repository)).toHaveLength(1);
  });
}

for (const [when, situation] of [
  ['the policy says nothing of it', { reuse: [] }],
  ['the policy says it of another kind of place', { reuse: ['staging'] }],
  ['the command destroys', { risk: 'destroy' }],
  ['nobody can read what the command does', { risk: 'unknown' }],
  ['the place is production, whatever the policy holds', { environment: 'production', reuse: ['production'] }],
  ['nobody knows what the place is', { environment: 'unknown', reuse: ['unknown'] }],
  ['the backup is older than the policy allows', { hoursLater: 2 }],
  ['the backup is from the future', { hoursLater: -2 }],
] as readonly (readonly [string, Situation])[]) {
  test(`a new backup is made where ${when}`, async () => {
    const { place, first } = await backedUp();
    const { ids } = await before(place, situation);
    expect(ids).toHaveLength(1);
    expect(ids).not.toContain(first.id);
  });
}

test('a backup whose bytes have changed on the disk is not taken, and a new one is made', async () => {
  const { place, first } = await backedUp();
  const file = join(first.path, 'database.sqlite');
  const bytes = readFileSync(file);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(file, bytes);
  expect((await before(place)).ids).not.toContain(first.id);
});

test('one that is taken before a migration is kept as long as a new one would be', async () => {
  const { place, first } = await backedUp();
  expect((await before(place, { command: 'migrate dev' })).ids).toEqual([first.id]);
  const [entry] = await listBackups(createHost(), place.policy.backup.repository);
  if (entry?.state !== 'good') throw new Error('it is damaged');
  expect(entry.manifest).toMatchObject({ pinned: true, pinnedWhy: 'before migrate dev' });
  const days = (Date.parse(entry.manifest.pinnedUntil ?? '') - Date.parse(entry.manifest.time)) / 86_400_000;
  expect(days).toBeGreaterThanOrEqual(7);
  expect(days).toBeLessThan(7.01);
});

for (const [command, isPinned] of [
  ['migrate dev', true],
  ['migrate deploy', true],
  ['migrate reset', true],
  ['migrate resolve', true],
  ['db push', true],
  ['applyMigrations', true],
  ['db execute', false],
  ['db seed', false],
] as const) {
  test(`the backup before ${command} is ${isPinned ? '' : 'not '}pinned for a week`, async () => {
    const place = sqlitePlace();
    const [id] = (await before(place, { command, risk: 'destroy' })).ids;
    const [entry] = await listBackups(createHost(), place.policy.backup.repository);
    if (entry?.state !== 'good') throw new Error('it is damaged');
    expect(entry.id).toBe(id);
    const week = new Date(Date.parse(entry.manifest.time) + 7 * 86_400_000).toISOString();
    expect([entry.manifest.pinned, entry.manifest.pinnedUntil]).toEqual(isPinned ? [true, week] : [false, undefined]);
  });
}
