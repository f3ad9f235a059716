import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { NativeEngine } from '../../../src/backup/engines/contract.ts';
import { engineFor, register } from '../../../src/backup/engines/registry.ts';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../../src/backup/operations/verify.ts';
import { listBackups } from '../../../src/backup/repository/read.ts';
import { createHost } from '../../../src/host.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import { scratchFolder } from './scratch.ts';
import { tinyEngine, tinyTarget } from './tiny-engine.ts';

const toy: NativeEngine = {
  ...tinyEngine,
  name: 'mongodb',
  look: tinyEngine.preflight,
  fillBeside: () => Promise.reject(new Error('not needed here')),
};

test('an engine is one line: then backups of its databases are made, listed, verified and restored', async () => {
  onTestFinished(register('mongodb', async () => toy));
  const host = createHost();
  const folder = scratchFolder();
  const database = join(folder, 'toy.json');
  writeFileSync(database, '{"users":[1,2]}');
  const tiny = tinyTarget(database);
  const target = { ...tiny, identity: { ...tiny.identity, provider: 'mongodb' as const } };
  const repository = join(folder, 'backups');
  const policy = { ...mergePolicies([], '/'), backup: { ...mergePolicies([], '/').backup, repository } };
  const why = { reason: 'before db push', argv: [] };
  await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
  expect(await listBackups(host, repository)).toMatchObject([{ state: 'good', manifest: { engine: 'mongodb' } }]);
  const entry = await findBackup(host, policy, target, 'latest');
  expect((await verifyBackup({ host, target, policy, entry })).check).toBe('verified');
  writeFileSync(database, '{}');
  await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
  expect(readFileSync(database, 'utf8')).toBe('{"users":[1,2]}');
});

test('two engines of one name are an error', () => {
  expect(() => register('sqlite', async () => toy)).toThrow('two backup engines of the name sqlite');
});

test('an engine that calls itself otherwise than it is registered is an error', async () => {
  onTestFinished(register('sqlserver', async () => toy));
  await expect(engineFor('sqlserver')).rejects.toThrow('calls itself mongodb');
});
