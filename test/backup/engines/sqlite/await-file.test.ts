import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { userInfo } from 'node:os';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EngineContext } from '../../../../src/backup/engines/contract.ts';
import { sqlite } from '../../../../src/backup/engines/sqlite/engine.ts';
import { listHolders } from '../../../../src/backup/engines/sqlite/file-holders.ts';
import { createHost } from '../../../../src/host.ts';
import { scratchFolder } from '../scratch.ts';
import { type SqlitePlace, sqlitePlace } from './place.ts';

const program = `const Libsql = require(${JSON.stringify(createRequire(import.meta.url).resolve('libsql'))});
const connection = new Libsql(process.argv[1]);
connection.prepare('SELECT count(*) FROM sqlite_master').get();
if (process.argv[2]) connection.exec(process.argv[2]);
process.stdout.write('ready');
process.stdin.on('end', () => connection.close()).resume();`;

/** Another process that has the file open until its standard input ends. */
async function other(place: SqlitePlace, sql = ''): Promise<ChildProcess & { leave(): void }> {
  const child = spawn(process.execPath, ['-e', program, place.file, sql], { stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return Object.assign(child, { leave: () => void child.stdin.end() });
}

const nameOf = ({ pid }: ChildProcess) => `process ${pid}, "node" of ${userInfo().username}`;

/** A copy beside a file whose rows are gone since. */
async function ready(patienceMs: number, mode = 'wal') {
  const place = sqlitePlace();
  place.exec(`PRAGMA journal_mode = ${mode}`);
  const told: string[] = [];
  const context: EngineContext = {
    host: createHost(),
    target: place.target,
    patienceMs,
    tell: (line) => void told.push(line),
  };
  const folder = scratchFolder();
  const beside = await sqlite.restoreBeside(context, folder, await sqlite.dump(context, folder));
  // Has it open and no more; so a log stays, with what is written from now on.
  await other(place);
  place.exec('DELETE FROM "User"');
  return { place, told, beside };
}

describe.runIf(process.platform === 'linux')('a swap of SQLite', () => {
  it('names the process that writes to the file, not one that merely has it open, and goes on when it has left', async () => {
    const { place, told, beside } = await ready(60_000);
    const writer = await other(place, 'BEGIN IMMEDIATE; CREATE TABLE later (a)');
    const swapping = beside.swapIn();
    for (let tries = 0; told.length === 0 && tries < 400; tries++) await new Promise((done) => setTimeout(done, 50));
    writer.leave();
    await swapping;
    expect(told).toEqual([`Waiting for ${nameOf(writer)}, which has ${place.target.label} in use.`]);
    expect(place.count('User')).toBe(3);
  });

  it.each([
    ['wal', 'BEGIN IMMEDIATE'],
    ['wal', 'BEGIN; SELECT count(*) FROM "User"'],
    ['delete', 'BEGIN IMMEDIATE'],
    ['delete', 'BEGIN; SELECT count(*) FROM "User"'],
  ])(
    'in mode %s is refused with the name of a process that stays with `%s`, and the rows are as they were',
    async (mode, sql) => {
      const { place, beside } = await ready(1000, mode);
      const writer = await other(place, sql);
      await expect(beside.swapIn()).rejects.toMatchObject({
        code: 'restore-refused',
        state: 'The database was left as it was.',
        why: `${place.target.label} is used by ${nameOf(writer)}. A file in use cannot be replaced.`,
        next: expect.arrayContaining([expect.stringContaining(`ps -o pid,user,lstart,args -p ${writer.pid}`)]),
      });
      expect(place.count('User')).toBe(0);
      await beside.discard();
    },
  );

  it('sees nobody where nobody is, and whoever is there under another name of the file', async () => {
    const place = sqlitePlace();
    expect(listHolders(createHost(), place.file)).toEqual([]);
    const reader = await other(place);
    const host = createHost();
    expect(listHolders(host, `${place.folder}/../${place.folder.split('/').at(-1)}/dev.db`)).toEqual([
      { pid: reader.pid, name: nameOf(reader) },
    ]);
    const elsewhere = Object.create(host, { platform: { value: 'darwin' } }) as typeof host;
    expect(listHolders(elsewhere, place.file)).toEqual([]);
  });
});
