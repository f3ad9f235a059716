import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../../src/backup/operations/find-backup.ts';
import type { Unsaved } from '../../../../src/backup/operations/keep-present.ts';
import { restoreBackup } from '../../../../src/backup/operations/restore.ts';
import type { RestoreRequest } from '../../../../src/backup/operations/restore-request.ts';
import { findWaysBack, type WayBack } from '../../../../src/backup/operations/undo.ts';
import type { Policy } from '../../../../src/policy/policy.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import type { Target } from '../../../../src/types.ts';
import { startMariadb } from '../../../support/mariadb.ts';
import { needPrograms } from '../../../support/needs.ts';
import { queryRows, runSql } from '../../../support/sql.ts';
import { policyWith } from '../command/command-choice.ts';
import { tickingHost } from '../scratch.ts';

const page = 16384;

type Server = Awaited<ReturnType<typeof startMariadb>>;
let server: Server;

interface Own {
  readonly url: string;
  readonly target: Target;
  readonly policy: Policy;
  readonly id: string;
  readonly folder: string;
}

const fill = `
  CREATE TABLE good (id INT PRIMARY KEY, b TEXT);
  INSERT INTO good SELECT seq, 'x' FROM seq_1_to_50;
  CREATE TABLE bad (id INT PRIMARY KEY AUTO_INCREMENT, b VARCHAR(500)) ENGINE=InnoDB;
  INSERT INTO bad (b) SELECT repeat(char(97 + seq % 26), 400) FROM seq_1_to_2000;
  CREATE TABLE isam (id INT PRIMARY KEY, b TEXT) ENGINE=MyISAM;
  INSERT INTO isam VALUES (1, 'x'), (2, 'y');
  CREATE VIEW both_of AS SELECT id FROM good UNION ALL SELECT id FROM bad;
  CREATE TRIGGER on_bad BEFORE INSERT ON bad FOR EACH ROW SET NEW.b = 'z';
  CREATE TRIGGER on_isam BEFORE INSERT ON isam FOR EACH ROW SET NEW.b = 'z';
`;

const homes: string[] = [];

/** With a backup. `isAdmin`: else its user may see its own database, and create what a restore and an undo need. */
async function make(name: string, isAdmin: boolean): Promise<Own> {
  const { host, port, user, password, dataDir } = server.info;
  const own = isAdmin ? user : `user_${name}`;
  const admin = `mysql://${user}:${password}@${host}:${port}/mysql`;
  const rights = ['', '\\_restore\\_%', '\\_interlock\\_before\\_undo\\_%'].map(
    (end) => `GRANT ALL ON \`${name}${end}\`.* TO '${own}'@'%';`,
  );
  const create = isAdmin ? '' : `CREATE USER '${own}'@'%' IDENTIFIED BY '${password}'; ${rights.join(' ')}`;
  await runSql('mysql', admin, `CREATE DATABASE ${name}; ${create}`);
  const url = `mysql://${own}:${password}@${host}:${port}/${name}`;
  await runSql('mysql', url, fill);
  const identity = { provider: 'mysql', host, port, database: name } as const;
  const target: Target = { identity, role: 'main', url: secret(url), label: name, source: 'DATABASE_URL' };
  const home = mkdtempSync(join(tmpdir(), 'interlock-'));
  homes.push(home);
  const base = policyWith(target, undefined, join(home, 'backups'));
  const policy = { ...base, backup: { ...base.backup, lockTimeoutMs: 1200 } };
  const why = { reason: 'before db push', argv: [] };
  const made = await backUp({ host: tickingHost(), target, policy, why, kind: 'automatic', need: 'always' });
  if (made.status !== 'made') throw new Error(made.because);
  return { url, target, policy, id: made.backup.id, folder: join(dataDir, name) };
}

const restore = async ({ target, policy, id }: Own, more: Partial<RestoreRequest> = {}) => {
  const host = tickingHost();
  return restoreBackup({
    host,
    target,
    policy,
    entry: await findBackup(host, policy, target, id),
    ontoOther: false,
    argv: [],
    ...more,
  });
};

const contents = async ({ url }: Own) => [
  ...(await queryRows(
    'mysql',
    url,
    'SELECT (SELECT count(*) FROM good) AS good, (SELECT count(*) FROM bad) AS bad, (SELECT sum(length(b)) FROM bad) AS bytes, (SELECT count(*) FROM isam) AS isam, (SELECT count(*) FROM both_of) AS `both`',
  )),
  ...(await queryRows(
    'mysql',
    url,
    'SELECT trigger_name AS name FROM information_schema.triggers WHERE trigger_schema = database() ORDER BY 1',
  )),
];
const whole = [
  { good: '50', bad: '2000', bytes: '800000', isam: '2', both: '2050' },
  { name: 'on_bad' },
  { name: 'on_isam' },
];

/** What is done to the files of a table while the server is down, and what a person is told. */
const over = {
  pages: {
    isAdmin: true,
    ruin: (folder: string) => overwrite(folder, [6, 7, 9]),
    told: [/^table bad: it is not in the dump \(.*corrupt/, /^trigger on_bad/],
  },
  one_page: {
    isAdmin: false,
    ruin: (folder: string) => overwrite(folder, [8]),
    told: [/^table bad: it is not in the dump \(.*corrupt/, /^trigger on_bad/],
  },
} as const;

const notOver = {
  no_ibd: { isAdmin: true, ruin: (folder: string) => rmSync(join(folder, 'bad.ibd')), why: /Tablespace is missing/ },
  no_data: { isAdmin: true, ruin: (folder: string) => rmSync(join(folder, 'isam.MYD')), why: /isam\.MYD' not found/ },
  crashed: {
    isAdmin: true,
    ruin: (folder: string) => truncateSync(join(folder, 'isam.MYI'), 100),
    why: /isam' is corrupt/,
  },
} as const;

const cases = { ...over, ...notOver };

function overwrite(folder: string, pages: readonly number[]): void {
  const bytes = readFileSync(join(folder, 'bad.ibd'));
  for (const number of pages) bytes.fill(0x7f, number * page + 1000, number * page + 9000);
  writeFileSync(join(folder, 'bad.ibd'), bytes);
}

const made = new Map<string, Own>();

beforeAll(async () => {
  await needPrograms();
  server = await startMariadb();
  for (const [name, { isAdmin }] of Object.entries(cases)) made.set(name, await make(name, isAdmin));
  await server.restart(() => {
    for (const [name, { ruin }] of Object.entries(cases)) ruin(join(server.info.dataDir, name));
  });
});
afterAll(async () => {
  await server.stop();
  for (const home of homes) rmSync(home, { recursive: true, force: true });
});

describe.each(Object.entries(over))('a damaged MariaDB database (%s)', (name, { isAdmin, told }) => {
  test('is restored over when a person has seen what could not be saved, and else left as it is', async () => {
    const at = made.get(name) as Own;
    const way = (await findWaysBack(tickingHost(), at.policy, at.target, new Set()).next()).value as WayBack;
    expect(way.entry.id).toBe(at.id);
    const files = readdirSync(at.folder);
    let asked: Unsaved | undefined;
    await expect(restore(at)).rejects.toMatchObject({
      message: expect.stringContaining('not everything of it could be saved'),
    });
    const no = restore(at, {
      acceptLoss: async (unsaved) => {
        asked = unsaved;
        throw new Error('no');
      },
    });
    await expect(no).rejects.toThrow();
    expect(readdirSync(at.folder)).toEqual(files);
    for (const line of told) expect(asked?.incomplete).toContainEqual(expect.stringMatching(line));
    expect(asked?.backup?.id).toContain('before-restore');
    if (!isAdmin) await grantAsAdvised(at, files);
    const done = await restore(at, { acceptLoss: async () => {} });
    expect(await contents(at)).toEqual(whole);
    expect(done).toMatchObject({ isDamaged: true, kept: expect.stringMatching(`^${name}_interlock_damaged_\\d{17}$`) });
    const keptFolder = join(server.info.dataDir, done.kept ?? '');
    expect(readdirSync(keptFolder)).toEqual(expect.arrayContaining(['bad.ibd', 'good.ibd', 'isam.MYD']));
    // And the next one goes as any other, and leaves it alone.
    await runSql('mysql', at.url, 'DELETE FROM good');
    expect(await restore(at)).toMatchObject({ isDamaged: false, kept: undefined });
    expect(await contents(at)).toEqual(whole);
    expect(existsSync(keptFolder)).toBe(true);
  });
});

/** Who may not create where the damaged tables would go loses none of them, and is told what would help. */
async function grantAsAdvised(at: Own, files: readonly string[]): Promise<void> {
  const refused = await restore(at, { acceptLoss: async () => {} }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'restore-refused', state: 'The database was left as it was.' });
  expect(readdirSync(at.folder)).toEqual(files);
  const [advice = ''] = (refused as { next: string[] }).next;
  const { host, port, user, password } = server.info;
  await runSql('mysql', `mysql://${user}:${password}@${host}:${port}/mysql`, advice.slice(advice.indexOf('GRANT')));
}

test.each(Object.entries(notOver))(
  'a MariaDB database with a table that lost more than pages (%s) is left as it is, with the reason',
  async (name, { why }) => {
    const at = made.get(name) as Own;
    const files = readdirSync(at.folder);
    const refused = await restore(at, { acceptLoss: async () => {} }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'backup-failed', why: expect.stringMatching(why) });
    expect(readdirSync(at.folder)).toEqual(files);
    expect(await queryRows('mysql', at.url, 'SELECT count(*) AS n FROM good')).toEqual([{ n: '50' }]);
  },
);
