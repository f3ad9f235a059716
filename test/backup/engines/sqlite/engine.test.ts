import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Libsql from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { EngineContext } from '../../../../src/backup/engines/contract.ts';
import { sqlite } from '../../../../src/backup/engines/sqlite/engine.ts';
import { createHost } from '../../../../src/host.ts';
import { nodePath } from '../../../support/node-versions.ts';
import { run } from '../../../support/run.ts';
import { share } from '../../../support/sweep.ts';
import { makePlace, targetOf } from '../engine-places.ts';
import { richSql } from '../rich-sql.ts';
import { scratchFolder } from '../scratch.ts';

async function start(sql: string) {
  const place = await makePlace('sqlite');
  await place.run(sql);
  const context: EngineContext = { host: createHost(), target: place.target };
  return { place, context, file: place.target.identity.database, folder: scratchFolder() };
}

function connect(file: string) {
  const connection = new Libsql(file);
  onTestFinished(() => void connection.close());
  return connection;
}

describe('the sqlite engine', () => {
  it('takes what is still in the write-ahead log of an open database, and keeps the journal mode', async () => {
    const { place, context, file, folder } = await start('PRAGMA journal_mode = wal; CREATE TABLE t (a)');
    const writer = connect(file);
    writer.exec("PRAGMA wal_autocheckpoint = 0; INSERT INTO t VALUES ('in the log')");
    expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
    const dump = await sqlite.dump(context, folder);
    expect(dump.tables).toMatchObject([{ name: 't', rows: 1 }]);
    writer.exec('DELETE FROM t');
    writer.close();
    const beside = await sqlite.restoreBeside(context, folder, dump);
    await beside.swapIn();
    expect(await place.rows('SELECT a FROM t')).toEqual([{ a: 'in the log' }]);
    expect(await place.rows('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
  });

  it('refuses to replace a database that another program is writing to', async () => {
    for (const mode of share(['wal', 'delete'], 2)) {
      const { context, file, folder } = await start(`PRAGMA journal_mode = ${mode}; CREATE TABLE t (a)`);
      const dump = await sqlite.dump(context, folder);
      const beside = await sqlite.restoreBeside(context, folder, dump);
      const writer = connect(file);
      writer.exec("BEGIN IMMEDIATE; INSERT INTO t VALUES ('not yet')");
      await expect(beside.swapIn()).rejects.toMatchObject({
        code: 'restore-refused',
        why: expect.stringContaining('open'),
      });
      writer.exec('COMMIT');
      expect(writer.prepare('SELECT a FROM t').all()).toEqual([{ a: 'not yet' }]);
      await beside.discard();
    }
  });

  it('leaves no log of the old database for the new one to read', async () => {
    const { place, context, file, folder } = await start(
      "PRAGMA journal_mode = wal; CREATE TABLE t (a); INSERT INTO t VALUES ('old')",
    );
    const dump = await sqlite.dump(context, folder);
    await place.run("UPDATE t SET a = 'newer'");
    const beside = await sqlite.restoreBeside(context, folder, dump);
    await beside.swapIn();
    expect(readdirSync(dirname(file))).toEqual([file.slice(dirname(file).length + 1)]);
    expect(await place.rows('SELECT a FROM t')).toEqual([{ a: 'old' }]);
  });

  it('keeps a damaged database that it replaces', async () => {
    const { place, context, file, folder } = await start('CREATE TABLE t (a)');
    const dump = await sqlite.dump(context, folder);
    writeFileSync(file, 'this is no database at all, and it is long enough to be looked at'.repeat(100));
    await expect(sqlite.preflight(context)).rejects.toMatchObject({ code: 'backup-failed' });
    const beside = await sqlite.restoreBeside(context, folder, dump);
    await beside.swapIn();
    expect(await place.rows('SELECT count(*) AS n FROM t')).toEqual([{ n: 0 }]);
    expect(readdirSync(dirname(file)).filter((name) => name.includes('.broken-'))).toHaveLength(1);
  });

  it('keeps the permissions of the file', async () => {
    const { context, file, folder } = await start('CREATE TABLE t (a)');
    chmodSync(file, 0o640);
    const beside = await sqlite.restoreBeside(context, folder, await sqlite.dump(context, folder));
    await beside.swapIn();
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it('makes no file where there is none', async () => {
    const file = join(scratchFolder(), 'none.db');
    const context: EngineContext = {
      host: createHost(),
      target: targetOf('sqlite', `file:${file}`, file),
    };
    await expect(sqlite.fingerprint(context)).rejects.toMatchObject({ code: 'backup-failed' });
    await expect(sqlite.dump(context, scratchFolder())).rejects.toMatchObject({ code: 'backup-failed' });
    expect((await sqlite.preflight(context)).exists).toBe(false);
    expect(existsSync(file)).toBe(false);
  });

  it.each([22, 24] as const)(
    'reads the same through node:sqlite of Node %i, and says nothing on stderr',
    async (major) => {
      const { context, file, folder } = await start(richSql.sqlite);
      const script = join(folder, 'read.mts');
      const source = join(import.meta.dirname, '../../../../src');
      writeFileSync(
        script,
        `import { sqlite } from '${source}/backup/engines/sqlite/engine.ts';
       import { createHost } from '${source}/host.ts';
       const host = createHost();
       if (host.sqlite() === undefined) throw new Error('no node:sqlite');
       const context = { host, target: { identity: { database: host.argv[0] }, label: 'x' } };
       console.log(JSON.stringify([await sqlite.dump(context, host.argv[1]), await sqlite.fingerprint(context)]));`,
      );
      const args = [
        ...(major === 22 ? ['--experimental-strip-types', '--no-warnings=ExperimentalWarning'] : []),
        script,
      ];
      const copies = scratchFolder();
      const ran = await run(nodePath(major), [...args, file, copies], {
        cwd: folder,
        env: { PATH: process.env['PATH'] ?? '' },
      });
      expect(ran.stderr).toBe('');
      const [dump, live] = JSON.parse(ran.stdout);
      const here = await sqlite.fingerprint(context);
      expect(dump.objects).toEqual(here.objects);
      expect(await sqlite.readPayload?.(context, copies, dump)).toEqual(here);
      expect(live).toEqual(here);
      await sqlite.inspect(context, copies, dump);
    },
  );
});
