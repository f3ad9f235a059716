import { describe, expect, it } from 'vitest';
import type { EngineContext } from '../../../src/backup/engines/contract.ts';
import { engineFor } from '../../../src/backup/engines/registry.ts';
import { createHost } from '../../../src/host.ts';
import { withDatabase } from '../../support/sql.ts';
import { adminUrl, makePlace, targetOf } from './engine-places.ts';
import { scratchFolder } from './scratch.ts';

const tables = {
  postgresql: `CREATE TABLE a (id serial PRIMARY KEY, n int); CREATE TABLE b (id serial PRIMARY KEY, a int);
    INSERT INTO a (n) SELECT i FROM generate_series(1, 20000) i`,
  mysql: `CREATE TABLE a (id INT AUTO_INCREMENT PRIMARY KEY, n INT); CREATE TABLE b (id INT AUTO_INCREMENT PRIMARY KEY, a INT);
    INSERT INTO a (n) SELECT seq FROM seq_1_to_20000`,
};

describe.each(['postgresql', 'mysql'] as const)('a %s database that is in use', (kind) => {
  it.each(['its owner', 'an administrator'])(
    'is recorded exactly as it is dumped while somebody writes, as %s',
    async (who) => {
      const place = await makePlace(kind);
      await place.run(tables[kind]);
      const { database } = place.target.identity;
      const asAdmin = adminUrl(kind).replace(/[^/]+$/, database);
      const target = who === 'its owner' ? place.target : targetOf(kind, asAdmin, database);
      const [context, engine, folder] = [contextOf(target), await needEngine(kind), scratchFolder()];
      let isDumping = true;
      let written = 0;
      const url = place.target.url.reveal();
      const writing = withDatabase(kind, url, async (writer) => {
        while (isDumping && written < 100_000) {
          await writer.run('INSERT INTO a (n) VALUES (1)');
          await writer.run('INSERT INTO b (a) SELECT max(id) FROM a');
          written++;
        }
      });
      const dump = await engine.dump(context, folder);
      isDumping = false;
      await writing;
      expect(written).toBeGreaterThan(5);
      expect(dump.snapshot).toBe('shared');
      const beside = await engine.restoreBeside(context, folder, dump);
      const copy = await beside.fingerprint();
      await beside.discard();
      expect(copy.tables).toEqual(dump.tables);
      expect(new Set(copy.objects.map((object) => JSON.stringify(object)))).toEqual(
        new Set(dump.objects.map((object) => JSON.stringify(object))),
      );
    },
  );
});

describe('a postgresql database with open sessions', () => {
  it('is replaced all the same, whoever is in it and whoever comes back meanwhile', async () => {
    const place = await makePlace('postgresql');
    await place.run(tables.postgresql);
    const [context, engine, folder] = [contextOf(place.target), await needEngine('postgresql'), scratchFolder()];
    const dump = await engine.dump(context, folder);
    const beside = await engine.restoreBeside(context, folder, dump);
    let isRunning = true;
    const url = place.target.url.reveal();
    const visitor = async () => {
      for (let visit = 0; isRunning && visit < 10_000; visit++) {
        await withDatabase('postgresql', url, (database) => database.rows('SELECT pg_sleep(1)')).catch(() => {});
      }
    };
    const visitors = Promise.all([visitor(), visitor()]);
    await place.run('DELETE FROM a');
    await beside.swapIn();
    isRunning = false;
    await visitors;
    expect(await place.rows('SELECT count(*) AS n FROM a')).toEqual([{ n: '20000' }]);
  });

  it('keeps the settings, rights and comment of the database itself', async () => {
    const place = await makePlace('postgresql');
    const { database } = place.target.identity;
    await place.run(`ALTER DATABASE "${database}" SET search_path TO "a b", public; ALTER DATABASE "${database}" SET work_mem = '7MB';
      COMMENT ON DATABASE "${database}" IS 'it''s'; REVOKE CONNECT ON DATABASE "${database}" FROM PUBLIC; ALTER DATABASE "${database}" CONNECTION LIMIT 50`);
    const read = () =>
      place.rows(`SELECT datconnlimit, shobj_description(oid, 'pg_database') AS comment, current_setting('search_path') AS path,
        current_setting('work_mem') AS mem, has_database_privilege('public', oid, 'CONNECT') AS open FROM pg_database WHERE datname = current_database()`);
    const before = await read();
    expect(before).toMatchObject([{ path: '"a b", public', mem: '7MB', open: 'f', datconnlimit: '50' }]);
    const [context, engine, folder] = [contextOf(place.target), await needEngine('postgresql'), scratchFolder()];
    const beside = await engine.restoreBeside(context, folder, await engine.dump(context, folder));
    await place.run(`ALTER DATABASE "${database}" RESET ALL`);
    await beside.swapIn();
    expect(await read()).toEqual(before);
  });
});

describe('a mysql user without rights beside the database', () => {
  it('is told which grant a restore needs, and nothing is changed', async () => {
    const place = await makePlace('mysql');
    await place.run(tables.mysql);
    const [context, engine, folder] = [contextOf(place.target), await needEngine('mysql'), scratchFolder()];
    const dump = await engine.dump(context, folder);
    const { database } = place.target.identity;
    const user = new URL(place.target.url.reveal()).username;
    await withDatabase('mysql', adminUrl('mysql'), (admin) =>
      admin.run(`REVOKE ALL ON \`${database.replaceAll('_', '\\_')}\\_restore\\_%\`.* FROM '${user}'@'%'`),
    );
    const next = [expect.stringMatching(/GRANT ALL ON `.*_restore\\_%`/)];
    await expect(engine.restoreBeside(context, folder, dump)).rejects.toMatchObject({ code: 'restore-refused', next });
  });
});

function contextOf(target: EngineContext['target']): EngineContext {
  return { host: createHost(), target };
}

async function needEngine(kind: 'postgresql' | 'mysql') {
  const engine = await engineFor(kind);
  if (!engine) throw new Error(`no engine for ${kind}`);
  return engine;
}
