import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { EngineContext } from '../../../../src/backup/engines/contract.ts';
import { mysql } from '../../../../src/backup/engines/mysql/engine.ts';
import { createHost } from '../../../../src/host.ts';
import { digestDatabase } from '../../../support/digest.ts';
import { runSql } from '../../../support/sql.ts';
import { isWhole, oneOf } from '../../../support/sweep.ts';
import { bundle } from '../bundle.ts';
import { adminUrl, makePlace } from '../engine-places.ts';
import { richSql, ruinSql } from '../rich-sql.ts';
import { scratchFolder } from '../scratch.ts';
import type { DyingSwap } from './dying-swap-program.ts';

const owner = '0123abcd';
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

/** A database that is ruined, and the dump of what it was before. */
async function ruinedPlace() {
  const program = bundle(join(import.meta.dirname, 'dying-swap-program.ts'));
  onTestFinished(program.remove);
  const place = await makePlace('mysql');
  const { url, ...target } = place.target;
  const digest = () => digestDatabase('mysql', url.reveal());
  const sound: EngineContext = { host: createHost(), target: place.target, owner };
  await place.run(richSql.mysql + moreSql);
  const wanted = await digest();
  const folder = scratchFolder();
  const dump = join(folder, 'dump.json');
  writeFileSync(dump, JSON.stringify(await mysql.dump(sound, folder)));
  await place.run(`${ruinSql.mysql};${moreRuin}`);
  const ruined = await digest();
  const task = (nth: number) => {
    const keptAt = new Date(Date.UTC(2026, 10, 22) + nth).toISOString();
    const swap: DyingSwap = { target, url: url.reveal(), owner, folder, dump, keptAt, nth };
    return JSON.stringify(swap);
  };
  return { program: program.path, place, digest, sound, wanted, ruined, task };
}

test('killed with any of its statements under way, a swap leaves all old tables or all new ones, and the next command takes it back or finishes it', async () => {
  const { program, place, digest, sound, wanted, ruined, task } = await ruinedPlace();
  const ruinedFolder = scratchFolder();
  const ruinedDump = await mysql.dump(sound, ruinedFolder);
  const seen = { old: 0, fresh: 0 };
  let isAlive = false;
  for (let nth = 1; nth < bound && !isAlive; nth += isWhole ? 1 : 5) {
    const died = spawnSync(process.execPath, [program], { input: task(nth) });
    isAlive = died.status === 0;
    if (!isAlive) expect(died.signal, died.stderr.toString()).toBe('SIGKILL');

    // What every command does first that holds the lock, at once.
    await mysql.tidy?.(sound, new Date(0));
    const now = await digest();
    const isOld = JSON.stringify(now.tables) === JSON.stringify(ruined.tables);
    expect(now, `dead at ${nth}, then ended`).toEqual(isOld ? ruined : wanted);
    seen[isOld ? 'old' : 'fresh']++;
    const schemas = await place.rows(
      `SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE '%${owner}%'`,
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
  expect(seen.old).toBeGreaterThan(isWhole ? 8 : 1);
  expect(seen.fresh).toBeGreaterThan(isWhole ? 5 : 1);
}, 180_000);

test.each(oneOf(['before', 'after'] as const, 0))(
  'killed while it waits for a reader, who goes %s the next command begins, a swap has not happened or is finished',
  async (when) => {
    const { program, place, digest, sound, wanted, ruined, task } = await ruinedPlace();
    // Who may lock tables waits before he begins; then nobody is met by the rename but who comes in between.
    const { username } = new URL(place.target.url.reveal());
    const pattern = place.target.identity.database.replaceAll('_', '\\_');
    await runSql('mysql', adminUrl('mysql'), `REVOKE LOCK TABLES ON \`${pattern}\`.* FROM '${username}'@'%'`);
    const reader = await createConnection(place.target.url.reveal());
    onTestFinished(() => reader.end());
    await reader.query('START TRANSACTION');
    await reader.query('SELECT * FROM ring_a');
    const swapping = spawn(process.execPath, [program], { stdio: ['pipe', 'ignore', 'ignore'] });
    swapping.stdin.end(task(bound));
    onTestFinished(() => void swapping.kill('SIGKILL'));
    await vi.waitFor(async () => {
      const [found] = await reader.query(
        `SELECT count(*) AS n FROM information_schema.processlist WHERE info LIKE 'RENAME TABLE%' AND state LIKE 'Waiting%'`,
      );
      expect(found).toEqual([{ n: 1 }]);
    }, 20_000);
    swapping.kill('SIGKILL');
    await once(swapping, 'exit');
    if (when === 'before') await reader.query('COMMIT');
    const ending = mysql.tidy?.(sound, new Date(0));
    if (when === 'after') {
      // So that both wait for him.
      await sleep(300);
      await reader.query('COMMIT');
    }
    await ending;
    const now = await digest();
    const isOld = JSON.stringify(now.tables) === JSON.stringify(ruined.tables);
    expect(now).toEqual(isOld ? ruined : wanted);
  },
);

test('a foreign key from another database stops a swap before it begins, since it would follow the table that goes', async () => {
  const place = await makePlace('mysql');
  const { target } = place;
  const context: EngineContext = { host: createHost(), target, owner: '0123abce' };
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
