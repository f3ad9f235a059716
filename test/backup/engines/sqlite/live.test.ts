import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, truncateSync } from 'node:fs';
import { createRequire } from 'node:module';
import Libsql from 'libsql';
import { expect, it, onTestFinished } from 'vitest';
import type { EngineContext } from '../../../../src/backup/engines/contract.ts';
import { sqlite } from '../../../../src/backup/engines/sqlite/engine.ts';
import { createHost } from '../../../../src/host.ts';
import { makePlace } from '../engine-places.ts';
import { scratchFolder } from '../scratch.ts';

/** Gives all rows the same new number in each transaction, and has its log taken in after a few pages. */
const writer = `const Libsql = require(${JSON.stringify(createRequire(import.meta.url).resolve('libsql'))});
const connection = new Libsql(process.argv[1]);
connection.exec('PRAGMA busy_timeout = 20000; PRAGMA wal_autocheckpoint = 20; PRAGMA synchronous = off');
for (let round = 1; round <= 20000; round++) {
  connection.exec('UPDATE t SET round = ' + round);
  if (round === 1) process.stdout.write('writing');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
}`;

it.each(['wal', 'delete'])(
  'copies one moment of a database in %s mode that another program writes to',
  async (mode) => {
    const place = await makePlace('sqlite');
    const file = place.target.identity.database;
    const rows = `WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000) SELECT i, 0, hex(randomblob(90)) FROM n`;
    await place.run(
      `PRAGMA journal_mode = ${mode}; CREATE TABLE t (id INTEGER PRIMARY KEY, round INT, body TEXT); INSERT INTO t ${rows}`,
    );
    const child = spawn(process.execPath, ['-e', writer, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    onTestFinished(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    await once(child.stdout, 'data');
    const context: EngineContext = { host: createHost(), target: place.target };
    const seen = new Set<unknown>();
    for (let round = 0; round < 15; round++) {
      const folder = scratchFolder();
      const dump = await sqlite.dump(context, folder);
      await sqlite.inspect(context, folder, dump);
      const copy = new Libsql(`${folder}/${dump.files[0]}`, { readonly: true } as object);
      const found = copy.prepare('SELECT round, count(*) AS n FROM t GROUP BY round').all() as {
        round: number;
        n: number;
      }[];
      copy.close();
      expect(found).toMatchObject([{ n: 3000 }]);
      seen.add(found[0]?.round);
    }
    expect(child.exitCode).toBeNull();
    // It was at work meanwhile.
    expect(seen.size).toBeGreaterThan(3);
  },
);

it('leaves out a log that began anew while it was copied', async () => {
  const place = await makePlace('sqlite');
  const file = place.target.identity.database;
  await place.run('PRAGMA journal_mode = wal');
  const other = new Libsql(file);
  onTestFinished(() => void other.close());
  other.exec(`PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (id INTEGER PRIMARY KEY, round INT, body TEXT);
    WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i + 1 FROM n WHERE i < 3000) INSERT INTO t SELECT i, 0, hex(randomblob(400)) FROM n`);
  other.exec('UPDATE t SET round = 1');
  other.exec('PRAGMA wal_checkpoint(PASSIVE)');
  const before = readFileSync(`${file}-wal`).length;
  expect(before).toBeGreaterThan(3 * 2 ** 20);
  const host = createHost();
  const promises = {
    ...host.fs.promises,
    async copyFile(from: string, to: string, mode: number) {
      await host.fs.promises.copyFile(from, to, mode);
      if (!from.endsWith('-wal')) return;
      // As if it had begun anew when the first megabyte of it was in the copy.
      truncateSync(to, 2 ** 20);
      other.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    },
  };
  const watched = Object.create(host, { fs: { value: { ...host.fs, promises } } }) as typeof host;
  const context: EngineContext = { host: watched, target: place.target };
  const folder = scratchFolder();
  const dump = await sqlite.dump(context, folder);
  await sqlite.inspect(context, folder, dump);
  expect(readFileSync(`${file}-wal`).length).toBe(0);
  expect(await sqlite.readPayload?.(context, folder, dump)).toEqual(await sqlite.fingerprint(context));
});
