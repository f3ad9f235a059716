import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { createHost } from '../../../src/host.ts';
import { bundle } from '../engines/bundle.ts';
import { tickingHost } from '../engines/scratch.ts';
import { type SqlitePlace, sqlitePlace } from '../engines/sqlite/place.ts';

let program: ReturnType<typeof bundle>;
beforeAll(() => {
  program = bundle(join(import.meta.dirname, 'running-program.ts'));
});
afterAll(() => program.remove());

/** A guarded line in a process of its own, which has made its backup and goes on. */
async function startLine(at: SqlitePlace, name: string, milliseconds: number) {
  const child = spawn(process.execPath, [program.path, at.folder, name, String(milliseconds)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (text) => {
    said += text;
  });
  const ended = once(child, 'close');
  while (!said.includes('at work')) await Promise.race([once(child.stdout, 'data'), ended]);
  return { child, ended, said: () => said };
}

async function made(at: SqlitePlace): Promise<string> {
  const why = { reason: 'manual', argv: [] };
  const result = await backUp({
    host: tickingHost(),
    target: at.target,
    policy: at.policy,
    why,
    kind: 'manual',
    need: 'always',
  });
  if (result.status !== 'made') throw new Error(result.because);
  at.exec('DELETE FROM "User"');
  return result.backup.id;
}

const restore = async ({ target, policy }: SqlitePlace, id: string, lockTimeoutMs: number) => {
  const host = createHost();
  const patient = { ...policy, backup: { ...policy.backup, lockTimeoutMs } };
  return restoreBackup({
    host,
    target,
    policy: patient,
    entry: await findBackup(host, policy, target, id),
    ontoOther: false,
    argv: [],
  });
};

const marks = (at: SqlitePlace) =>
  readdirSync(join(at.policy.backup.repository, '.locks')).filter((name) => name.includes('.run-'));

test('a restore waits for a guarded line that is at work, also on another spelling of the database', async () => {
  const at = sqlitePlace();
  symlinkSync(at.file, join(at.folder, 'other.db'));
  const id = await made(at);
  const line = await startLine(at, 'other.db', 1500);
  expect(marks(at)).toHaveLength(1);
  await restore(at, id, 30_000);
  expect(line.said()).toBe('at work\ndone\n');
  expect(at.count('User')).toBe(3);
  expect(marks(at)).toEqual([]);
});

test("a line that stands is named after a while, with nothing changed, and one that was killed is in nobody's way", async () => {
  const at = sqlitePlace();
  const id = await made(at);
  const line = await startLine(at, 'dev.db', 600_000);
  await expect(restore(at, id, 300)).rejects.toMatchObject({
    code: 'locked',
    exitCode: 75,
    why: expect.stringMatching(
      new RegExp(`^Process ${line.child.pid} has held it since .*, for: prisma migrate dev\\.`),
    ),
  });
  expect(at.count('User')).toBe(0);
  // Others of its kind are not held up, nor is a backup.
  const beside = await startLine(at, 'dev.db', 0);
  await beside.ended;
  line.child.kill('SIGKILL');
  await line.ended;
  await restore(at, id, 300);
  expect(at.count('User')).toBe(3);
});

test('two restores and a backup at once go one after the other', async () => {
  const at = sqlitePlace();
  const id = await made(at);
  const [one, other] = await Promise.all([restore(at, id, 30_000), restore(at, id, 30_000), made(at)]);
  expect([one?.before, other?.before].map((before) => before?.id.includes('before-restore'))).toEqual([true, true]);
  await restore(at, id, 30_000);
  expect(at.count('User')).toBe(3);
});
