/** Every engine with every kind of repository. */
import { readdirSync, statSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { rewriteManifest } from '../../../src/backup/manifest/rewrite.ts';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { stagingOf } from '../../../src/backup/repository/place.ts';
import { type GoodEntry, listBackups, verifyFiles, withPayload } from '../../../src/backup/repository/read.ts';
import { findLeftovers, removeBackups } from '../../../src/backup/retention/retention.ts';
import type { EngineChoice, Policy, RepositoryPlace } from '../../../src/policy/policy.ts';
import { sameDatabase } from '../../../src/target/identity.ts';
import type { Target } from '../../../src/types.ts';
import { installRestic } from '../../support/restic.ts';
import { isWhole, oneOf } from '../../support/sweep.ts';
import { choiceFor, policyWith } from '../engines/command/command-choice.ts';
import { type Kind, makePlace } from '../engines/engine-places.ts';
import { richSql, ruinSql } from '../engines/rich-sql.ts';
import { tickingHost } from '../engines/scratch.ts';
import { roundTrip } from '../operations/round-trip.ts';
import { makeRepository, repositoryKinds } from './places.ts';

const host = tickingHost();
/** The command engine's payload is a folder for SQLite, a file for the others. pgBackRest's is in pgbackrest-engine.test.ts. */
const engines: { name: string; kind: Kind; choice?: EngineChoice }[] = [
  ...(['sqlite', 'postgresql', 'mysql'] as const).map((kind) => ({ name: `the engine of ${kind}`, kind })),
  ...(['sqlite', 'postgresql'] as const).map((kind) => ({
    name: `the command engine on ${kind}`,
    kind,
    choice: choiceFor(kind),
  })),
];

/** What leaves a database that can still be dumped: the state before a restore is kept. */
const harm = { ...ruinSql, mysql: 'CREATE TABLE late (a INT); INSERT INTO late VALUES (1); DROP EVENT nightly' };

beforeAll(installRestic, 600_000);

describe.each(repositoryKinds)('a repository of kind %s', (repositoryKind) => {
  const plain = engines.filter(({ choice }) => choice === undefined);
  const turn = repositoryKinds.indexOf(repositoryKind);
  const here = isWhole || repositoryKind === 'folder' ? engines : oneOf(plain, turn);

  it.each(here)('takes, proves, gives back and lets go what $name makes', async ({ kind, choice }) => {
    const place = await makePlace(kind);
    await place.run(richSql[kind]);
    const repository = await makeRepository(repositoryKind);
    const policy = policyWith(place.target, choice, repository);
    const { manifest } = await roundTrip({ kind, target: place.target, policy, harm: () => place.run(harm[kind]) });
    expect(manifest.engine).toBe(choice?.kind ?? kind);
  });

  it('is empty before the first backup', async () => {
    expect(await listBackups(host, await makeRepository(repositoryKind))).toEqual([]);
  });

  it('keeps what is changed of a manifest, and the payload as it was', async () => {
    const { entry, repository } = await one(repositoryKind);
    await rewriteManifest(host, entry, (manifest) => ({ ...manifest, check: 'verified', pinned: true }));
    const [changed] = await good(repository);
    expect(changed?.manifest).toEqual({ ...entry.manifest, check: 'verified', pinned: true });
    await rewriteManifest(host, changed as GoodEntry, () => ({ ...entry.manifest, pinned: false }));
    const [again] = await good(repository);
    expect(again?.manifest).toEqual(entry.manifest);
    await verifyFiles(host, again as GoodEntry);
  });

  it('removes the backups that are named, and no other', async () => {
    const { entry, repository, target, policy } = await one(repositoryKind);
    const second = await make(target, policy);
    await removeBackups(host, repository, [entry.id]);
    expect((await good(repository)).map((each) => each.id)).toEqual([second.id]);
    await verifyFiles(host, (await good(repository))[0] as GoodEntry);
  });

  it('lends the payload in a private folder of this machine, which is gone afterwards', async () => {
    const { entry, repository } = await one(repositoryKind);
    const lent = await withPayload(host, entry, async (folder) => {
      expect(readdirSync(folder)).toEqual(expect.arrayContaining(entry.manifest.files.map(({ path }) => path)));
      expect(statSync(folder).mode & 0o777).toBe(0o700);
      expect(await findLeftovers(host, repository)).toEqual([]);
      return folder;
    });
    expect(partials(repository)).toEqual([]);
    expect(lent === entry.path).toBe(typeof repository === 'string');
  });

  it('keeps as many automatic backups as the policy says', { timeout: 300_000 }, async () => {
    const { target, repository, policy } = await one(repositoryKind, 2);
    await make(target, policy);
    const newest = await make(target, policy);
    const ids = (await good(repository)).map((each) => each.id);
    expect(ids).toHaveLength(2);
    expect(ids[0]).toBe(newest.id);
  });
});

async function one(kind: (typeof repositoryKinds)[number], keep = 10) {
  const place = await makePlace('sqlite');
  await place.run(richSql.sqlite);
  const repository = await makeRepository(kind);
  const policy = policyOf(place.target, repository, keep);
  await make(place.target, policy);
  const [entry] = await good(repository);
  if (!entry) throw new Error('there is no backup');
  expect(sameDatabase(entry.manifest.target.identity, place.target.identity)).toBe(true);
  return { entry, repository, policy, target: place.target };
}

async function make(target: Target, policy: Policy) {
  const why = { reason: 'before db push', argv: ['db', 'push'] };
  const result = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
  if (result.status === 'skipped') throw new Error(result.because);
  return result.backup;
}

function policyOf(target: Target, repository: RepositoryPlace, keep: number): Policy {
  const policy = policyWith(target, undefined, repository);
  return { ...policy, backup: { ...policy.backup, keep } };
}

async function good(repository: RepositoryPlace): Promise<GoodEntry[]> {
  const entries = await listBackups(host, repository);
  expect(entries.map((entry) => (entry.state === 'damaged' ? entry.why : 'good'))).toEqual(entries.map(() => 'good'));
  return entries as GoodEntry[];
}

/** Whatever is not whole, in the folder where backups are made ready. */
function partials(repository: RepositoryPlace): string[] {
  return readdirSync(stagingOf(repository)).filter((name) => name.startsWith('.partial-'));
}
