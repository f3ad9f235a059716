import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { NativeEngine, Omission } from '../../../src/backup/engines/contract.ts';
import { register } from '../../../src/backup/engines/registry.ts';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../../src/backup/operations/verify.ts';
import { createHost } from '../../../src/host.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import { scratchFolder } from '../engines/scratch.ts';
import { tinyEngine, tinyTarget } from '../engines/tiny-engine.ts';

const host = createHost();
const key = { kind: 'constraint', name: 'users_key', detail: 'unique' };
const omission: Omission = {
  kind: 'constraint',
  name: 'users_key',
  how: 'left-out',
  why: 'Key (id)=(1) is duplicated',
};

/** Its database has a key that no copy has; what is said of that is set by each test. */
let said: readonly Omission[] | undefined;
let replaced = false;
const forgetful: NativeEngine = {
  ...tinyEngine,
  name: 'mongodb',
  look: tinyEngine.preflight,
  fillBeside: () => Promise.reject(new Error('not needed here')),
  dump: async (context, folder) => ({ ...(await tinyEngine.dump(context, folder)), objects: [key] }),
  async restoreBeside(context, folder, dump) {
    const beside = await tinyEngine.restoreBeside(context, folder, dump);
    const swapIn = async () => {
      replaced = true;
      await beside.swapIn();
    };
    return { ...beside, swapIn, ...(said && { omissions: said }) };
  },
  async fingerprint(context) {
    return { ...(await tinyEngine.fingerprint(context)), objects: replaced ? [] : [key] };
  },
};
const takeOut = register('mongodb', async () => forgetful);
afterAll(takeOut);

async function start(omissions: readonly Omission[] | undefined) {
  said = omissions;
  replaced = false;
  const folder = scratchFolder();
  const database = join(folder, 'tiny.json');
  writeFileSync(database, '{"users":[1,2]}');
  const tiny = tinyTarget(database);
  const target = { ...tiny, identity: { ...tiny.identity, provider: 'mongodb' as const } };
  const policy = {
    ...mergePolicies([], '/'),
    backup: { ...mergePolicies([], '/').backup, repository: join(folder, 'backups') },
  };
  const why = { reason: 'before db push', argv: [] };
  await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
  const find = () => findBackup(host, policy, target, 'latest');
  const entry = await find();
  writeFileSync(database, '{}');
  const request = { host, target, policy, entry, ontoOther: false, argv: [] };
  return { request, find, now: () => readFileSync(database, 'utf8') };
}

describe('a copy that lacks what its engine names', () => {
  test('takes the place of the database where somebody accepts exactly that', async () => {
    const { request, now } = await start([omission]);
    const asked: (readonly Omission[])[] = [];
    const accept = async (omissions: readonly Omission[]) => {
      expect(now()).toBe('{}');
      asked.push(omissions);
    };
    expect(await restoreBackup({ ...request, accept })).toMatchObject({ omissions: [omission] });
    expect(asked).toEqual([[omission]]);
    expect(now()).toBe('{"users":[1,2]}');
  });

  test('is refused, with the database as it was, where nobody is there to accept it or the answer is no', async () => {
    const { request, now } = await start([omission]);
    await expect(restoreBackup(request)).rejects.toMatchObject({
      code: 'restore-refused',
      why: expect.stringContaining('constraint users_key: Key (id)=(1) is duplicated'),
    });
    const no = new Error('no');
    const accept = () => Promise.reject(no);
    await expect(restoreBackup({ ...request, accept })).rejects.toThrow();
    expect([now(), replaced]).toEqual(['{}', false]);
  });

  test('makes its backup restorable but for that, and never verified', async () => {
    const { request, find } = await start([omission]);
    await verifyBackup(request);
    const { check, verified, verifiedBut } = (await find()).manifest;
    expect([check, verified, verifiedBut?.omissions]).toEqual(['inspected', undefined, [omission]]);
  });

  test('takes that word back where a later copy lacks what nobody names', async () => {
    const { request, find } = await start([omission]);
    await verifyBackup(request);
    said = [];
    await expect(verifyBackup({ ...request, entry: await find() })).rejects.toMatchObject({ code: 'verify-failed' });
    expect((await find()).manifest).not.toHaveProperty('verifiedBut');
  });
});

test.each([undefined, []])('a copy that lacks what its engine does not name is refused unasked (%j)', async (none) => {
  const { request, now } = await start(none);
  let isAsked = false;
  const accept = async () => {
    isAsked = true;
  };
  await expect(restoreBackup({ ...request, accept })).rejects.toMatchObject({ code: 'restore-refused' });
  await expect(verifyBackup(request)).rejects.toMatchObject({ code: 'verify-failed' });
  expect([isAsked, now()]).toEqual([false, '{}']);
});
