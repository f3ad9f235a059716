import { spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'libsql';
import { expect, onTestFinished, test } from 'vitest';
import { readStamp, writeStamp } from '../../src/databases/sqlite/stamp.ts';
import { createHost } from '../../src/host.ts';
import { identify } from '../../src/target/identity.ts';
import { addressOf } from '../../src/target/stamp-standing.ts';
import type { Stamp } from '../../src/types.ts';

const root = join(import.meta.dirname, '..', '..');
const host = createHost();

/** A stamped file, and the gate before an engine that truncates it on a reset. */
async function place(word: Stamp['place'] | undefined) {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'gate-stamp-')));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  writeFileSync(join(dir, 'package.json'), '{}');
  const file = join(dir, 'dev.db');
  const database = new Database(file);
  database.exec('CREATE TABLE "User" (id); INSERT INTO "User" VALUES (1)');
  database.close();
  const identity = identify('file:dev.db', { cwd: dir, realpath: realpathSync });
  const stamp: Stamp = {
    place: word ?? 'production',
    id: '0b5c1d7e-0000-4000-8000-000000000001',
    identity: { provider: 'sqlite', server: '', database: file },
    address: addressOf({ identity, label: 'dev.db' }),
    by: 'ann@desk',
    at: '2026-11-29T10:00:00.000Z',
  };
  if (word !== undefined) await writeStamp(host, file, stamp);
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: dir,
    TEST_HOME: dir,
    NODE_OPTIONS: process.env['NODE_OPTIONS'] ?? '',
    PRISMA_INTERLOCK_ENGINE: join(root, 'test/support/truncating-engine.mjs'),
  };
  const argv = ['--datasource', '{"url":"file:./dev.db"}'];
  const gate = spawn(join(root, 'bin/schema-engine'), argv, { cwd: dir, env, stdio: 'pipe' });
  onTestFinished(() => void gate.kill('SIGKILL'));
  const lines = createInterface({ input: gate.stdout })[Symbol.asyncIterator]();
  const ask = async (method: string) => {
    gate.stdin.write(`${JSON.stringify({ id: 1, jsonrpc: '2.0', method, params: {} })}\n`);
    return JSON.parse((await lines.next()).value as string) as {
      result?: unknown;
      error?: { data: { message: string } };
    };
  };
  return { dir, file, stamp, ask };
}

test('a stamp that the engine truncates away is there again when Prisma hears the answer', async () => {
  const { file, stamp, ask } = await place('test');
  const { result, error } = await ask('reset');
  expect({ result, error }).toEqual({ result: null, error: undefined });
  expect(readStamp(host, file)).toEqual(stamp);
  const database = new Database(file);
  expect(database.prepare('SELECT count(*) AS n FROM sqlite_master').all()).toEqual([{ n: 0 }]);
  database.close();
  // The stamp beside the file is not all: it is in the file again.
  expect(statSync(file).size).toBeGreaterThan(0);
  expect((await ask('reset')).result).toBe(null);
  expect(readStamp(host, file)).toEqual(stamp);
});

test('a file without a stamp is left as the engine leaves it', async () => {
  const { dir, file, ask } = await place(undefined);
  writeFileSync(join(dir, 'prisma-interlock.json'), '{ "disposable": ["dev.db"] }');
  expect((await ask('reset')).result).toBe(null);
  expect(statSync(file).size).toBe(0);
});

test('the engine does not hear of a reset where the file is stamped production, whatever else is said', async () => {
  const { dir, file, ask } = await place('production');
  writeFileSync(join(dir, 'prisma-interlock.json'), '{ "disposable": ["dev.db"] }');
  const { error } = await ask('reset');
  expect(error?.data.message.replace(/\s+/g, ' ')).toContain('It is stamped production (by ann@desk, 2026-11-29).');
  expect(statSync(file).size).toBeGreaterThan(0);
});
