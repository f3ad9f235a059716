import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TableFingerprint } from '../../../src/backup/engines/contract.ts';
import { postgresql } from '../../../src/backup/engines/postgresql/engine.ts';
import { rewriteManifest } from '../../../src/backup/manifest/rewrite.ts';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { findLoss } from '../../../src/backup/operations/then-and-now.ts';
import { verifyBackup } from '../../../src/backup/operations/verify.ts';
import { createHost } from '../../../src/host.ts';
import { policyWith } from '../engines/command/command-choice.ts';
import { makePlace } from '../engines/engine-places.ts';
import { richSql } from '../engines/rich-sql.ts';
import { scratchFolder } from '../engines/scratch.ts';

const host = createHost();

/** A backup whose manifest says what `change` makes of its tables. */
async function backupWith(change: (tables: readonly TableFingerprint[]) => readonly TableFingerprint[]) {
  const { target, run } = await makePlace('postgresql');
  await run(richSql.postgresql);
  const repository = join(scratchFolder(), 'backups');
  const policy = policyWith(target, undefined, repository);
  const why = { reason: 'before migrate reset', argv: [] };
  const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
  if (made.status !== 'made') throw new Error(made.because);
  const { id } = made.backup;
  await rewriteManifest(host, { id, repository }, (manifest) => ({
    ...manifest,
    tables: [...change(manifest.tables)],
  }));
  const entry = await findBackup(host, policy, target, id);
  return { target, policy, entry, run };
}

/** As 0.1.0 recorded the tables of the same database. */
async function asBefore() {
  const place = await makePlace('postgresql');
  await place.run(richSql.postgresql);
  const like = {
    tables: (await postgresql.fingerprint({ host, target: place.target })).tables.map((table) => ({
      ...table,
      digest: '',
    })),
  };
  return (await postgresql.fingerprint({ host, target: place.target }, like)).tables;
}

test('a backup of 0.1.0 is proved, compared and restored by its own digests', async () => {
  const before = await asBefore();
  const { target, policy, entry, run } = await backupWith((tables) => {
    expect(tables.every(({ digest }) => digest?.startsWith('values:'))).toBe(true);
    return before;
  });
  expect(entry.manifest.tables.every(({ digest }) => /^[0-9a-f]{48}$/.test(digest ?? ''))).toBe(true);
  expect((await verifyBackup({ host, target, policy, entry })).check).toBe('verified');
  expect(await findLoss(host, policy, target, entry)).toEqual([]);
  const [table] = before.filter(({ rows }) => rows > 0);
  await run(`CREATE TABLE later (n int)`);
  expect(await findLoss(host, policy, target, entry)).not.toEqual([]);
  await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
  expect(table).toBeDefined();
  expect(await findLoss(host, policy, target, entry)).toEqual([]);
}, 60_000);

test.each([
  ['a digest of 0.1.0 that is not of these rows', '0'.repeat(48)],
  ['a digest of a kind that is not known', 'other:00'],
  ['no digest', undefined],
])(
  '%s is equal to none',
  async (_, digest) => {
    const { target, policy, entry } = await backupWith((tables) =>
      tables.map(({ name, rows, digest: own }) => ({
        name,
        rows,
        ...(rows > 0 ? digest !== undefined && { digest } : { digest: own }),
      })),
    );
    await expect(verifyBackup({ host, target, policy, entry })).rejects.toMatchObject({
      code: 'verify-failed',
      why: expect.stringContaining('has other contents'),
    });
  },
  60_000,
);
