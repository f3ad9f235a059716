import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findDifferences } from '../../../../src/backup/contents/compare.ts';
import { mysql } from '../../../../src/backup/engines/mysql/engine.ts';
import { type MysqlServer, mariadbServer, textOf } from '../../../strangers/mysql-text.ts';
import { compareTexts, goRound } from '../../../strangers/round.ts';
import { mariadbProgram } from '../../../support/server-binaries.ts';
import { createMariadbDatabase, mariadb } from '../../../support/servers.ts';
import { queryRows, runSql } from '../../../support/sql.ts';
import { share } from '../../../support/sweep.ts';
import { adminUrl, targetOf } from '../engine-places.ts';
import { scratchFolder, tickingHost } from '../scratch.ts';
import { constantIn, kinds, sqlOf } from './kinds.ts';

const asAdmin = (sql: string) => runSql('mysql', adminUrl('mysql'), sql);

/** A database, the administrator's URL of it, and what takes all that is in it. */
async function place() {
  const database = await createMariadbDatabase();
  onTestFinished(() => database.drop());
  const { name } = database;
  const url = adminUrl('mysql').replace(/mysql$/, name);
  const server: MysqlServer = mariadbServer(mariadb(), dirname(mariadbProgram('mariadb-dump') ?? ''));
  const wreck = () =>
    asAdmin(`DROP DATABASE ${name}; CREATE DATABASE ${name} CHARACTER SET ascii; CREATE TABLE ${name}.junk (a INT)`);
  const seen: string[] = [];
  const read = async () => {
    seen.push(await textOf(server, name));
    return seen.at(-1) ?? '';
  };
  return { ...database, asAdmin: url, seen, stranger: { read, compare: compareTexts, wreck } };
}

test.each(share(Object.entries(kinds), 2))(
  '%s: all is there again, or is named before',
  async (_, kind) => {
    const { name, asAdmin: url, seen, stranger } = await place();
    await runSql('mysql', url, sqlOf(kind, { database: name, user: `gone_${randomBytes(3).toString('hex')}` }));
    const target = targetOf('mysql', url, name);
    const result = await goRound({ host: tickingHost(), target, ...stranger });
    const expected = (kind.lacks ?? []).map((part) => expect.stringContaining(part.replaceAll('{database}', name)));
    const outcome = kind.but || kind.isUnqualified ? 'differs' : 'exact';
    expect(result).toMatchObject({ outcome, omissions: expected });
    expect(constantIn(seen.at(-1), kind, name)).toEqual(constantIn(seen[0], kind, name));
  },
  60_000,
);

test('after a restore the defaults count on from the sequences that came back, and what names the schema works', async () => {
  const { name, asAdmin: url, stranger } = await place();
  await runSql(
    'mysql',
    url,
    'CREATE SEQUENCE s START 5; CREATE TABLE t (id INT DEFAULT NEXTVAL(s)); INSERT INTO t VALUES ()',
  );
  const { outcome } = await goRound({ host: tickingHost(), target: targetOf('mysql', url, name), ...stranger });
  expect(outcome).toBe('exact');
  // 1000 numbers are handed out at once, and those that a crash or a dump finds unused are skipped.
  await runSql('mysql', url, 'INSERT INTO t VALUES ()');
  expect(await queryRows('mysql', url, 'SELECT id FROM t ORDER BY 1')).toEqual([{ id: 5 }, { id: 1005 }]);
});

test('a backup of an older version, which recorded the name of the schema, is the same', async () => {
  const { name, asAdmin: url, stranger } = await place();
  await runSql(
    'mysql',
    url,
    `CREATE SEQUENCE s; CREATE TABLE t (a INT DEFAULT NEXTVAL(s)); CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;
    CREATE VIEW v AS SELECT ${name}.f() AS x; CREATE TRIGGER ${name}.tr BEFORE INSERT ON ${name}.t FOR EACH ROW SET @a = 1`,
  );
  const context = { host: tickingHost(), target: targetOf('mysql', url, name) };
  const folder = scratchFolder();
  const dump = await mysql.dump(context, folder);
  const named = (detail: string) =>
    detail
      .replace(/`f`\(\)/, `\`${name}\`.\`f\`()`)
      .replace(/val\(`s`\)/, `val(\`${name}\`.\`s\`)`)
      .replace(/TRIGGER tr (.*) ON t /, `TRIGGER ${name}.tr $1 ON ${name}.t `);
  const objects = dump.objects.map((object) =>
    ['table', 'view', 'trigger'].includes(object.kind) ? { ...object, detail: named(object.detail) } : object,
  );
  expect(objects.filter(({ detail }, at) => detail !== dump.objects[at]?.detail)).toHaveLength(3);
  await stranger.wreck();
  const beside = await mysql.restoreBeside(context, folder, { ...dump, objects });
  expect(findDifferences({ ...dump, objects }, await beside.fingerprint())).toEqual([]);
  await beside.swapIn();
  await beside.discard();
  expect(findDifferences({ ...dump, objects }, await mysql.fingerprint(context))).toEqual([]);
  expect(await queryRows('mysql', url, 'SELECT x FROM v')).toEqual([{ x: 1 }]);
});

test('a role that may not name the definers of others gets all back as its own, by name, and nothing else is otherwise', async () => {
  const { name, user, url, asAdmin: admin, seen, stranger } = await place();
  const own = `\`${user}\`@\`%\``;
  await runSql(
    'mysql',
    admin,
    `CREATE TABLE t (a INT, b VARCHAR(99)); INSERT INTO t VALUES (1, '/*!50013 DEFINER=\`admin\`@\`%\` SQL SECURITY DEFINER */');
    CREATE TABLE h (a INT) WITH SYSTEM VERSIONING; INSERT INTO h VALUES (1); UPDATE h SET a = 2; DELETE FROM h;
    CREATE VIEW v AS SELECT a FROM t; CREATE SQL SECURITY INVOKER VIEW w AS SELECT a FROM v;
    CREATE TRIGGER tr BEFORE UPDATE ON t FOR EACH ROW SET @a = 'DEFINER=\`admin\`@\`%\` ';
    CREATE EVENT e ON SCHEDULE EVERY 1 DAY STARTS '2036-01-01' DO SET @a = 1;
    CREATE PROCEDURE p() SELECT 1; CREATE DEFINER = ${own} FUNCTION f() RETURNS INT RETURN 1;
    GRANT SELECT ON mysql.proc TO ${own}`,
  );
  const result = await goRound({ host: tickingHost(), target: targetOf('mysql', url, name), ...stranger });
  expect(result.outcome).toBe('differs');
  const why = (what: string) =>
    expect.stringContaining(`${what} weaker: its definer \`admin\`@\`%\` may not be named by ${own}`);
  expect(result.omissions.toSorted()).toEqual(['event e', 'procedure p', 'trigger tr', 'view v', 'view w'].map(why));
  const lines = (whole: string | undefined) =>
    (whole ?? '').split('\n').filter((line) => !/^\(|INSERT|SET @a/.test(line));
  expect(lines(seen.at(-1))).toEqual(lines(seen[0]?.replaceAll('DEFINER=`admin`@`%`', `DEFINER=${own}`)));
  const values = (whole: string | undefined) => whole?.match(/INSERT INTO `t`[^;]*|SET @a[^;]*/g);
  expect(values(seen.at(-1))).toEqual(values(seen[0]));
}, 60_000);

test('a definition that the role may not read is named, and no backup is made', async () => {
  const { name, url, asAdmin: admin, stranger } = await place();
  await runSql('mysql', admin, 'CREATE TABLE t (a INT); CREATE PROCEDURE hidden() SELECT 1');
  const result = await goRound({ host: tickingHost(), target: targetOf('mysql', url, name), ...stranger });
  expect(result.outcome).toMatch(/^backup: .*the user may not read the definition of the procedure hidden/);
});
