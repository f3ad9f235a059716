/** Databases that once were lost by a guarded command, whose backup had been called good or was refused: each comes back. */
import { randomBytes } from 'node:crypto';
import { dirname } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { adminUrl } from '../../backup/engines/engine-places.ts';
import { constantIn, type Kind, kinds, sqlOf } from '../../backup/engines/mysql/kinds.ts';
import { mariadbServer, textOf } from '../../strangers/mysql-text.ts';
import { mariadbProgram } from '../../support/server-binaries.ts';
import { createMariadbDatabase, mariadb } from '../../support/servers.ts';
import { queryRows, runSql } from '../../support/sql.ts';
import { isWhole } from '../../support/sweep.ts';
import { installedProject } from '../installed.ts';
import { type Traveller, thereAndBack } from './journey.ts';

interface Place extends Traveller {
  readonly name: string;
  readonly user: string;
  /** The administrator's, of the database. */
  readonly adminUrl: string;
  text(): Promise<string>;
}

async function place(as: 'administrator' | 'owner'): Promise<Place> {
  const database = await createMariadbDatabase();
  onTestFinished(() => database.drop());
  const { name, user, port } = database;
  const admin = adminUrl('mysql').replace(/mysql$/, name);
  const url = as === 'owner' ? database.url : admin;
  const server = mariadbServer(mariadb(), dirname(mariadbProgram('mariadb-dump') ?? ''));
  const project = installedProject({ major: 7, provider: 'mysql', url, engine: 'wasm' });
  return {
    ...project,
    name,
    user,
    adminUrl: admin,
    label: `${name}@localhost:${port}`,
    text: () => textOf(server, name),
  };
}

const tables = async ({ adminUrl: url }: Place) =>
  (await queryRows('mysql', url, 'SHOW TABLES')).flatMap((row) => Object.values(row).map(String));

const exact = [
  'rows that were changed and rows that are gone, of tables versioned by time',
  'partitions for history that the server makes by time',
  'a view, a trigger, an event and routines whose definer is gone',
];
const named = 'views that read a table, a column, a function that is gone';

const kindOf = (name: string): Kind => kinds[name] ?? expect.fail(`there is no kind "${name}"`);
const unqualified = 'views that call a function, or read a sequence, of their schema';
const together: Kind = { sql: exact.map((name) => kindOf(name).sql).join('; ') };
const tried: [string, Kind][] = [
  ['tables with a history, and definers who are gone', together],
  [named, kindOf(named)],
  [unqualified, kindOf(unqualified)],
];
if (isWhole) tried.push(...Object.entries(kinds).filter(([name]) => name !== named && name !== unqualified));

test.each(tried)('lost through Prisma and taken back: %s', async (_, kind) => {
  const at = await place('administrator');
  const names = { database: at.name, user: `gone_${randomBytes(3).toString('hex')}` };
  await runSql('mysql', at.adminUrl, sqlOf(kind, names));
  const before = await at.text();
  const lacks = (kind.lacks ?? []).map((line) => line.replaceAll('{database}', at.name).replace(/ left-out(?=:)/, ''));
  await thereAndBack(at, lacks, async () => {
    expect(await tables(at)).toEqual([]);
  });
  expect(constantIn(await at.text(), kind, at.name)).toEqual(constantIn(before, kind, at.name));
});

test('what another user defined is lost through Prisma only by who has accepted that it comes back as his own', async () => {
  const at = await place('owner');
  const own = `\`${at.user}\`@\`%\``;
  await runSql(
    'mysql',
    at.adminUrl,
    `CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2); CREATE VIEW v AS SELECT a FROM t;
    CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW SET NEW.a = NEW.a + 1`,
  );
  const before = await at.text();
  const lacks = ['view v', 'trigger tr'].map(
    (what) => `${what}: its definer \`admin\`@\`%\` may not be named by ${own}`,
  );
  await thereAndBack(at, lacks, async () => {
    expect(await tables(at)).toEqual([]);
  });
  expect(await at.text()).toBe(before.replaceAll('DEFINER=`admin`@`%`', `DEFINER=${own}`));
});
