import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { type MysqlServer, mariadbServer, textOf } from '../../../strangers/mysql-text.ts';
import { goRound } from '../../../strangers/round.ts';
import { mariadbProgram } from '../../../support/server-binaries.ts';
import { createMariadbDatabase, mariadb } from '../../../support/servers.ts';
import { runSql } from '../../../support/sql.ts';
import { adminUrl, targetOf } from '../engine-places.ts';
import { tickingHost } from '../scratch.ts';
import { kinds } from './kinds.ts';

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
  return { ...database, asAdmin: url, text: () => textOf(server, name), wreck };
}

const without = (text: string | undefined, but: RegExp | undefined) =>
  (text ?? '').split('\n').filter((line) => !but?.test(line));

test.each(Object.entries(kinds))(
  '%s: all is there again, or is named before',
  async (_, { sql, lacks = [], but }) => {
    const { name, asAdmin: url, text, wreck } = await place();
    const user = `gone_${randomBytes(3).toString('hex')}`;
    await runSql('mysql', url, sql.replaceAll('{user}', user));
    const target = targetOf('mysql', url, name);
    const result = await goRound({ host: tickingHost(), target, text, wreck });
    const expected = lacks.map((part) => expect.stringContaining(part.replaceAll('{database}', name)));
    expect(result).toMatchObject({ outcome: but ? 'differs' : 'exact', omissions: expected });
    expect(without(result.after, but)).toEqual(without(result.before, but));
  },
  60_000,
);

test('a role that may not name the definers of others gets all back as its own, by name, and nothing else is otherwise', async () => {
  const { name, user, url, asAdmin: admin, text, wreck } = await place();
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
  const result = await goRound({ host: tickingHost(), target: targetOf('mysql', url, name), text, wreck });
  const why = (what: string) =>
    expect.stringContaining(`${what} weaker: its definer \`admin\`@\`%\` may not be named by ${own}`);
  expect(result.omissions.toSorted()).toEqual(['event e', 'procedure p', 'trigger tr', 'view v', 'view w'].map(why));
  const lines = (whole: string | undefined) => (whole ?? '').split('\n').filter((line) => !/INSERT|SET @a/.test(line));
  expect(lines(result.after)).toEqual(lines(result.before?.replaceAll('DEFINER=`admin`@`%`', `DEFINER=${own}`)));
  const values = (whole: string | undefined) => whole?.match(/INSERT INTO `t`[^;]*|SET @a[^;]*/g);
  expect(values(result.after)).toEqual(values(result.before));
}, 60_000);

test('a definition that the role may not read is named, and no backup is made', async () => {
  const { name, url, asAdmin: admin, text, wreck } = await place();
  await runSql('mysql', admin, 'CREATE TABLE t (a INT); CREATE PROCEDURE hidden() SELECT 1');
  const result = await goRound({ host: tickingHost(), target: targetOf('mysql', url, name), text, wreck });
  expect(result.outcome).toMatch(/^backup: .*the user may not read the definition of the procedure hidden/);
});
