import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { readMysqlRole } from '../../src/doctor/role/mysql.ts';
import { readGrant } from '../../src/doctor/role/mysql-grant.ts';
import { createHost } from '../../src/host.ts';
import { createTarget } from '../../src/target/target.ts';
import { createMariadbDatabase, mariadb } from '../support/servers.ts';
import { queryRows, runSql } from '../support/sql.ts';

async function database(name = `my_${randomBytes(4).toString('hex')}`) {
  const made = await createMariadbDatabase({ name });
  onTestFinished(() => made.drop());
  const { host, port, user, password } = mariadb();
  const admin = `mysql://${user}:${password}@${host}:${port}/${encodeURIComponent(made.name)}`;
  const as = (sql: string) => runSql('mysql', made.url, sql);
  await as('CREATE TABLE t (id int, spare int); INSERT INTO t VALUES (1, 1)');
  return { ...made, admin, as };
}

const read = ({ url }: { url: string }) => {
  const host = createHost();
  return readMysqlRole(host, createTarget(host, url, 'main', 'a test', host.cwd));
};
const statements = (report: Awaited<ReturnType<typeof read>>) => report.powers.flatMap(({ stop }) => stop);

async function expectHarmless(at: Awaited<ReturnType<typeof database>>): Promise<void> {
  for (const sql of [
    'DROP TABLE t',
    'TRUNCATE t',
    'DELETE FROM t',
    'ALTER TABLE t DROP COLUMN spare',
    'CREATE OR REPLACE TABLE t (id int)',
  ])
    await expect(at.as(sql), sql).rejects.toThrow(/command denied/);
  await at.as('INSERT INTO t VALUES (2, 2); UPDATE t SET id = 3');
  expect(await queryRows('mysql', at.url, 'SELECT id FROM t')).toHaveLength(2);
}

test('after the printed statements a user with every right can destroy nothing, works on, and is listed no more', async () => {
  const at = await database(`my_%_\`_${randomBytes(4).toString('hex')}`);
  const before = await read(at);
  expect(before.powers.map(({ because }) => because)).toEqual(['it has DROP', 'it has DELETE', 'it has ALTER']);
  await runSql('mysql', at.admin, statements(before).join(';\n'));
  expect((await read(at)).powers).toEqual([]);
  await expectHarmless(at);
});

test('rights by a role, on one table and on the whole server are found, and go', async () => {
  const at = await database();
  const role = `role_${randomBytes(4).toString('hex')}`;
  const account = `'${at.user}'@'%'`;
  await runSql(
    'mysql',
    at.admin,
    `REVOKE ALL, GRANT OPTION FROM ${account}; GRANT SELECT, INSERT, UPDATE, CREATE ON \`${at.name}\`.* TO ${account};
    CREATE ROLE ${role}; GRANT DROP ON \`${at.name}\`.* TO ${role}; GRANT ${role} TO ${account};
    GRANT DELETE, ALTER ON \`${at.name}\`.t TO ${account}; GRANT DROP ON *.* TO ${account};
    GRANT DROP ON other.* TO ${account}`,
  );
  onTestFinished(() => runSql('mysql', at.admin, `DROP ROLE ${role}`));
  const before = await read(at);
  expect(statements(before)).toHaveLength(4);
  expect(statements(before)).toContain(`REVOKE DROP ON \`${at.name}\`.* FROM \`${role}\``);
  await runSql('mysql', at.admin, statements(before).join(';\n'));
  expect((await read(at)).powers).toEqual([]);
  await expectHarmless(at);
});

test('the lines of MySQL are read as well, and no password is taken from them', () => {
  expect(readGrant("GRANT ALL PRIVILEGES ON `app`.* TO 'u'@'%' WITH GRANT OPTION")).toMatchObject({
    privileges: ['ALL PRIVILEGES'],
    on: '`app`.*',
    to: '`u`@`%`',
  });
  expect(readGrant('GRANT SELECT, INSERT (`a`, `b`), DROP ON *.* TO `u`@`%`')).toMatchObject({
    privileges: ['SELECT', 'INSERT', 'DROP'],
    on: '*.*',
  });
  expect(readGrant('GRANT `r`@`%`,`s`@`%` TO `u`@`%`')).toMatchObject({ roles: ['`r`@`%`', '`s`@`%`'], to: '`u`@`%`' });
  const hashed = readGrant("GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*ABCDEF'");
  expect(JSON.stringify(hashed)).not.toContain('ABCDEF');
  expect(readGrant('SET DEFAULT ROLE `r` FOR `u`@`%`')).toBeUndefined();
});

test('a grant reaches the databases that its pattern names and no other', () => {
  const reaches = (on: string, name: string) => readGrant(`GRANT DROP ON ${on} TO \`u\`@\`%\``)?.reaches(name);
  expect(reaches('*.*', 'app')).toBe(true);
  expect(reaches('`app`.*', 'app')).toBe(true);
  expect(reaches('`app`.*', 'app2')).toBe(false);
  expect(reaches('`a_p`.*', 'app')).toBe(true);
  expect(reaches('`a\\_p`.*', 'app')).toBe(false);
  expect(reaches('`a\\_p`.*', 'a_p')).toBe(true);
  expect(reaches('`a%`.*', 'app')).toBe(true);
  expect(reaches('`a.p`.*', 'axp')).toBe(false);
  expect(reaches('`a``p`.*', 'a`p')).toBe(true);
  expect(reaches('`app`.`t`', 'app')).toBe(true);
});
