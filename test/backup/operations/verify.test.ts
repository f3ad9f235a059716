import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { EngineContext } from '../../../src/backup/engines/contract.ts';
import { engineFor } from '../../../src/backup/engines/registry.ts';
import { asDump } from '../../../src/backup/manifest/manifest.ts';
import { rewriteManifest } from '../../../src/backup/manifest/rewrite.ts';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../src/backup/operations/find-backup.ts';
import { scratchOwner } from '../../../src/backup/operations/scratch-owner.ts';
import { verifyBackup } from '../../../src/backup/operations/verify.ts';
import { hashFile } from '../../../src/backup/repository/durable.ts';
import { withLock } from '../../../src/backup/repository/lock.ts';
import type { GoodEntry } from '../../../src/backup/repository/read.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import { share } from '../../support/sweep.ts';
import { type Kind, makePlace, type Place } from '../engines/engine-places.ts';
import { richSql } from '../engines/rich-sql.ts';
import { hostWith, scratchFolder, tickingHost } from '../engines/scratch.ts';

const host = tickingHost();
const kinds: Kind[] = ['sqlite', 'postgresql', 'mysql'];

interface Kept extends Place {
  readonly policy: Policy;
  readonly entry: GoodEntry;
  /** What is beside the target and is not the target: databases, schemas, files. */
  beside(): Promise<string[]>;
}

async function start(kind: Kind): Promise<Kept> {
  const place = await makePlace(kind);
  await place.run(richSql[kind]);
  const repository = join(scratchFolder(), 'backups');
  const policy: Policy = {
    files: [],
    environments: [],
    disposable: [],
    backup: { ...mergePolicies([], '/').backup, repository, cheapBytes: 1e9 },
  };
  const why = { reason: 'before db push', argv: [] };
  const { target } = place;
  const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
  if (made.status !== 'made') throw new Error(made.because);
  const entry = await findBackup(host, policy, target, made.backup.id);
  const owner = scratchOwner(host, repository, target.identity);
  return { ...place, policy, entry, beside: () => besideOf(kind, place, owner) };
}

async function besideOf(kind: Kind, { target, rows }: Place, owner: string): Promise<string[]> {
  if (kind === 'sqlite')
    return readdirSync(dirname(target.identity.database)).filter((name) => name.startsWith(`.restore-${owner}`));
  const sql =
    kind === 'mysql'
      ? `SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE '%${owner}%'`
      : `SELECT datname AS name FROM pg_database WHERE datname LIKE '%${owner}%'`;
  return (await rows(sql)).map((row) => String(row['name']));
}

/** Leaves a copy beside the target as a command does that is killed while it restores. */
async function dieHalfWay(kind: Kind, { target, policy, entry }: Kept): Promise<void> {
  const owner = scratchOwner(host, policy.backup.repository, target.identity);
  const context: EngineContext = { host, target, owner };
  await (await engineFor(kind))?.restoreBeside(context, entry.path, asDump(entry.manifest));
}

/** Makes the manifest promise one row more than there is. */
async function promiseMore({ entry }: Kept): Promise<void> {
  await rewriteManifest(host, entry, (manifest) => ({
    ...manifest,
    tables: manifest.tables.map((table) => (/User$/.test(table.name) ? { ...table, rows: table.rows + 1 } : table)),
  }));
}

describe.each(share(kinds, 2))('verifying a backup of %s', (kind) => {
  test('restores it beside, compares, drops the copy, and says when and where; the database is only read', async () => {
    const at = await start(kind);
    expect(at.entry.manifest).toMatchObject({ check: 'inspected' });
    expect(at.entry.manifest.verified).toBeUndefined();
    const before = await fingerprint(kind, at);
    const manifest = await verifyBackup({ host, ...at });
    expect(manifest).toEqual({
      ...at.entry.manifest,
      check: 'verified',
      verified: {
        at: expect.stringMatching(/^2026-.*Z$/),
        how: 'restored',
        serverVersion: at.entry.manifest.serverVersion,
        seconds: expect.any(Number),
      },
    });
    expect((await findBackup(host, at.policy, at.target, 'latest')).manifest).toEqual(manifest);
    expect(readdirSync(at.entry.path).sort()).toEqual(
      [...at.entry.manifest.files.map((f) => f.path), 'manifest.json'].sort(),
    );
    expect(await at.beside()).toEqual([]);
    expect(await fingerprint(kind, at)).toEqual(before);
  });

  test('works where the database is gone, and does not make it again', async () => {
    const at = await start(kind);
    await at.remove();
    expect((await verifyBackup({ host, ...at })).check).toBe('verified');
    const engine = await engineFor(kind);
    expect((await engine?.preflight({ host, target: at.target }))?.exists).toBe(false);
  });

  test('drops the copy that a killed command left, and not that of somebody else', async () => {
    const at = await start(kind);
    await dieHalfWay(kind, at);
    const [left = ''] = await at.beside();
    expect(left).not.toBe('');
    const other = { ...at, policy: { ...at.policy, backup: { ...at.policy.backup, repository: scratchFolder() } } };
    await engineFor(kind).then((engine) =>
      engine?.tidy?.(
        {
          host,
          target: at.target,
          owner: scratchOwner(host, other.policy.backup.repository, at.target.identity),
        },
        new Date(),
      ),
    );
    expect(await at.beside()).toEqual([left]);
    await verifyBackup({ host, ...at });
    expect(await at.beside()).toEqual([]);
  });
});

test('a backup that holds other rows than it recorded is not called verified, and the tables are named', async () => {
  for (const kind of ['postgresql', 'mysql'] as const) {
    const at = await start(kind);
    await promiseMore(at);
    const entry = await findBackup(host, at.policy, at.target, 'latest');
    await expect(verifyBackup({ host, ...at, entry }), kind).rejects.toMatchObject({
      code: expect.stringMatching(/verify-failed|restore-refused/),
      why: expect.stringMatching(/User has 2 rows in place of 3/),
    });
    expect((await findBackup(host, at.policy, at.target, 'latest')).manifest.check).toBe('inspected');
    expect(await at.beside()).toEqual([]);
  }
});

test('a backup that was verified and has changed since loses the word, and is refused', async () => {
  const at = await start('sqlite');
  await verifyBackup({ host, ...at });
  const entry = await findBackup(host, at.policy, at.target, 'latest');
  const payload = join(entry.path, entry.manifest.files[0]?.path ?? '');
  const bytes = readFileSync(payload);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(payload, bytes);
  await expect(verifyBackup({ host, ...at, entry })).rejects.toMatchObject({
    why: expect.stringContaining('was changed'),
  });
  const { manifest } = await findBackup(host, at.policy, at.target, 'latest');
  expect(manifest.check).toBe('inspected');
  expect(manifest.verified).toBeUndefined();
});

test('is refused while another command works on the database and shows no progress', async () => {
  const at = await start('sqlite');
  const { repository } = at.policy.backup;
  const lock = { repository, identity: at.target.identity, what: 'a test', writes: 'x', timeoutMs: 1000 };
  const policy = { ...at.policy, backup: { ...at.policy.backup, lockTimeoutMs: 300 } };
  await withLock(host, lock, () =>
    expect(verifyBackup({ host, ...at, policy })).rejects.toMatchObject({
      code: 'locked',
      why: expect.stringContaining('a test'),
    }),
  );
  expect((await verifyBackup({ host, ...at })).check).toBe('verified');
});

test('a manifest that cannot be rewritten stays as it was, and nothing is left beside it', async () => {
  const at = await start('sqlite');
  const file = join(at.entry.path, 'manifest.json');
  const before = await hashFile(host, file);
  const rename = async (from: unknown, to: unknown) => {
    if (String(to) === file) throw Object.assign(new Error('EIO'), { code: 'EIO' });
    return host.fs.promises.rename(String(from), String(to));
  };
  await expect(verifyBackup({ ...at, host: hostWith({ rename }) })).rejects.toMatchObject({ code: 'restore-refused' });
  expect(await hashFile(host, file)).toBe(before);
  expect(readdirSync(at.entry.path).sort()).toEqual(['database.sqlite', 'manifest.json']);
  expect(await at.beside()).toEqual([]);
});

async function fingerprint(kind: Kind, { target }: Place) {
  return (await engineFor(kind))?.fingerprint({ host, target });
}
