import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type GoodEntry, listBackups, verifyFiles } from '../../../src/backup/repository/read.ts';
import { planPrune, pruneTarget } from '../../../src/backup/retention/prune.ts';
import { findLeftovers } from '../../../src/backup/retention/retention.ts';
import { InterlockError } from '../../../src/errors/interlock-error.ts';
import { createHost, type Host } from '../../../src/host.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import type { RepositoryPlace } from '../../../src/policy/policy.ts';
import { tinyPlace } from '../engines/scratch.ts';
import { runOnce } from '../operations/one-run.ts';
import { madeRestic, makeRepository, repositoryKinds, runRestic } from './places.ts';

const host = createHost();
const keep = 2;
const at = (minutes: number) => new Date(Date.UTC(2026, 10, 23) + minutes * 60_000);

async function prune(by: Host, repository: RepositoryPlace): Promise<void> {
  const base = mergePolicies([], '/');
  const policy = { ...base, backup: { ...base.backup, repository, keep } };
  for (const target of planPrune(await listBackups(by, repository), keep, by.now())) {
    await pruneTarget(by, policy, target);
  }
}

/** Three backups, the third of which retention lets go. */
async function filled(repository: RepositoryPlace): Promise<string> {
  const { database } = tinyPlace();
  for (const minute of [1, 2, 3]) await runOnce(host, database, repository, at(minute), 10);
  return database;
}

/** The ids of what was made, each of which is there and whole, as is everything else that is listed. */
async function expectWhole(repository: RepositoryPlace, results: readonly PromiseSettledResult<unknown>[]) {
  for (const result of results) {
    if (result.status === 'fulfilled') continue;
    expect(result.reason).toBeInstanceOf(InterlockError);
    expect((result.reason as InterlockError).code).not.toBe('internal');
  }
  const entries = await listBackups(host, repository);
  expect(entries.map((entry) => entry.state)).toEqual(entries.map(() => 'good'));
  for (const entry of entries) await verifyFiles(host, entry as GoodEntry);
  const made = results.flatMap((result) => {
    const id = result.status === 'fulfilled' && (result.value as { id: string } | undefined)?.id;
    return id ? [id] : [];
  });
  expect(entries.map(({ id }) => id)).toEqual(expect.arrayContaining(made));
  expect(entries.length).toBeGreaterThanOrEqual(keep);
  return made;
}

test.each(repositoryKinds)(
  'two backups and a prune at once in a %s all get their turn, and nothing is lost',
  async (kind) => {
    const repository = await makeRepository(kind);
    const database = await filled(repository);
    const results = await Promise.allSettled([
      runOnce(host, database, repository, at(4), keep),
      runOnce(host, database, repository, at(5), keep),
      prune(host, repository),
    ]);
    await expectWhole(repository, results);
    const codes = results.map((result) => (result.status === 'fulfilled' ? 'done' : result.reason.code));
    expect(codes).toEqual(['done', 'done', 'done']);
    await runOnce(host, database, repository, at(6), keep);
    expect(await listBackups(host, repository)).toHaveLength(keep);
    expect(await findLeftovers(host, repository)).toEqual([]);
  },
);

test.each([
  ['two machines', ['web-1', 'web-2']],
  ['two checkouts of one machine', ['web-1', 'web-1']],
])('%s that share a restic repository take no backup away from each other', { timeout: 120_000 }, async (_, names) => {
  const repository = await madeRestic();
  const database = await filled(repository);
  const [first, second] = names.map((name) => Object.create(host, { hostname: { value: () => name } }) as Host);
  const elsewhere = { ...repository, staging: join(repository.staging, '..', 'other') };
  const results = await Promise.allSettled([
    runOnce(first as Host, database, repository, at(4), keep),
    runOnce(second as Host, database, elsewhere, at(5), keep),
    prune(second as Host, { ...elsewhere, staging: join(repository.staging, '..', 'third') }),
  ]);
  expect((await expectWhole(repository, results)).length).toBeGreaterThan(0);
  const left = runRestic(repository.repository.reveal(), 'snapshots', '--json', '--no-lock');
  expect(left).not.toContain('unproved');
});
