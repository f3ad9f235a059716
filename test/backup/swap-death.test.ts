import { expect, test } from 'vitest';
import type { EngineContext } from '../../src/backup/contract.ts';
import { mysql } from '../../src/backup/mysql/engine.ts';
import { createHost, type Host } from '../../src/host.ts';
import { digestDatabase } from '../support/digest.ts';
import { makePlace } from './engine-places.ts';
import { richSql, ruinSql } from './rich-sql.ts';
import { scratchFolder } from './scratch.ts';

/** Far more statements and programs than one swap has; the test ends by itself long before. */
const bound = 150;

/** Without it a foreign key between tables would not be there when they change places. */
const moreSql = `
  CREATE TABLE ring_a (id INT PRIMARY KEY, b INT); CREATE TABLE ring_b (id INT PRIMARY KEY, a INT, CONSTRAINT to_a FOREIGN KEY (a) REFERENCES ring_a (id));
  ALTER TABLE ring_a ADD CONSTRAINT to_b FOREIGN KEY (b) REFERENCES ring_b (id);
  INSERT INTO ring_a VALUES (1, NULL); INSERT INTO ring_b VALUES (1, 1); UPDATE ring_a SET b = 1;
  CREATE TABLE is_view_later (id INT); INSERT INTO is_view_later VALUES (7);`;

const moreRuin = `DROP TABLE is_view_later; CREATE VIEW is_view_later AS SELECT 1 AS id; INSERT INTO ring_a VALUES (2, 1);
  CREATE TRIGGER later_log BEFORE INSERT ON log FOR EACH ROW SET NEW.what = 'x'; CREATE EVENT later ON SCHEDULE EVERY 1 DAY DO DELETE FROM log`;

/**
 * The real host until it is armed. It dies before the nth program, or statement that changes something, after that:
 * nothing gets out of it any more.
 */
function mortalHost() {
  let left = Number.POSITIVE_INFINITY;
  const host = createHost();
  const open = new Set<{ destroy(): void }>();
  const step = (sql = 'CREATE') => {
    if (left > 0 && !/^(create|drop|rename|insert|alter)/i.test(sql)) return;
    if (--left > 0) return;
    for (const connection of open) connection.destroy();
    throw new Error('killed');
  };
  const require = () => {
    const driver = host.require('mysql2/promise') as typeof import('mysql2/promise');
    const createConnection = async (options: never) => {
      if (left <= 0) throw new Error('killed');
      const connection = await driver.createConnection(options);
      open.add(connection);
      const query = connection.query.bind(connection) as (...words: unknown[]) => unknown;
      return Object.assign(connection, {
        query: async (words: { sql: string }) => {
          step(words.sql);
          return query(words);
        },
      });
    };
    return { ...driver, createConnection };
  };
  const execa = async () => {
    step();
    return host.execa();
  };
  const dying = Object.create(host, { require: { value: require }, execa: { value: execa } }) as Host;
  return {
    host: dying,
    die: (nth: number) => {
      left = nth;
    },
    isDead: () => left <= 0,
  };
}

test('a swap that dies before any of its statements leaves all old tables or all new ones, and the next command takes it back or finishes it', async () => {
  const place = await makePlace('mysql');
  const { target } = place;
  const digest = () => digestDatabase('mysql', target.url.reveal());
  const contextAt = (host: Host): EngineContext => ({ host, target, owner: '0123abcd', onProgress: () => {} });
  const sound = contextAt(createHost());
  await place.run(richSql.mysql + moreSql);
  const wanted = await digest();
  const folder = scratchFolder();
  const dump = await mysql.dump(sound, folder);
  await place.run(`${ruinSql.mysql};${moreRuin}`);
  const ruined = await digest();
  const ruinedFolder = scratchFolder();
  const ruinedDump = await mysql.dump(sound, ruinedFolder);
  const seen = { old: 0, fresh: 0 };
  let isAlive = false;
  for (let nth = 1; nth < bound && !isAlive; nth++) {
    const { host, die, isDead } = mortalHost();
    const beside = await mysql.restoreBeside(contextAt(host), folder, dump);
    const at = new Date(Date.UTC(2026, 10, 22) + nth);
    die(nth);
    await beside.swapKeeping?.(at).catch(() => {});
    await beside.discard().catch(() => {});
    isAlive = !isDead();
    const now = await digest();
    const isOld = JSON.stringify(now.tables) === JSON.stringify(ruined.tables);
    if (!isOld) expect(now.tables, `dead at ${nth}`).toEqual(wanted.tables);
    seen[isOld ? 'old' : 'fresh']++;

    // What every command does first that holds the lock.
    await mysql.tidy?.(sound, new Date(0));
    expect(await digest(), `dead at ${nth}, then ended`).toEqual(isOld ? ruined : wanted);
    const schemas = await place.rows(
      `SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE '%0123abcd%'`,
    );
    const kept = schemas.map(({ name }) => String(name));
    expect(kept.filter((name) => name.includes('_restore_'))).toEqual([]);
    if (isOld) continue;
    expect(kept).toHaveLength(1);
    const [rows] = await place.rows(`SELECT count(*) AS n FROM \`${kept[0]}\`.\`ring_a\``);
    expect(rows).toEqual({ n: '2' });
    const back = await mysql.restoreBeside(sound, ruinedFolder, ruinedDump);
    await back.swapIn();
    await back.discard();
    // A view that read what was gone is not in a backup.
    const objects = ruined.objects.filter((object) => !object.startsWith('VIEW again '));
    expect(await digest(), `dead at ${nth}, then restored`).toEqual({ ...ruined, objects });
    await mysql.tidy?.(sound, new Date('2100-01-01'));
  }
  expect(isAlive).toBe(true);
  expect(seen.old).toBeGreaterThan(8);
  expect(seen.fresh).toBeGreaterThan(5);
}, 180_000);

test('a foreign key from another database stops a swap before it begins, since it would follow the table that goes', async () => {
  const place = await makePlace('mysql');
  const { target } = place;
  const context: EngineContext = { host: createHost(), target, owner: '0123abce', onProgress: () => {} };
  await place.run('CREATE TABLE parent (id INT PRIMARY KEY); INSERT INTO parent VALUES (1)');
  const folder = scratchFolder();
  const dump = await mysql.dump(context, folder);
  const { database } = target.identity;
  const other = `${database}_restore_other`;
  await place.run(`CREATE DATABASE ${other};
    CREATE TABLE ${other}.child (p INT, FOREIGN KEY (p) REFERENCES ${database}.parent (id)); INSERT INTO parent VALUES (2)`);
  const beside = await mysql.restoreBeside(context, folder, dump);
  await expect(beside.swapIn()).rejects.toMatchObject({
    code: 'restore-refused',
    why: expect.stringContaining(`${other}.child`),
  });
  await place.run(`DROP DATABASE ${other}`);
  expect(await place.rows('SELECT count(*) AS n FROM parent')).toEqual([{ n: '2' }]);
  await beside.swapIn();
  await beside.discard();
  expect(await place.rows('SELECT count(*) AS n FROM parent')).toEqual([{ n: '1' }]);
});
