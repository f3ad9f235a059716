import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type OwnServer, startOwnServer } from '../backup/engines/postgresql/own-server.ts';
import { type Installed, installedProject } from '../e2e/installed.ts';
import { debianProgram } from '../support/debian-program.ts';
import { startMariadb } from '../support/mariadb.ts';
import { needPrograms } from '../support/needs.ts';
import type { ProviderName } from '../support/project.ts';
import { installRestic } from '../support/restic.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { fill, readBlocks } from './page.ts';

const blocks = readBlocks('emergency.md');
const run = new Set<string>();

interface Said {
  readonly exitCode: number;
  readonly screen: string;
}

type Answers = readonly (readonly [asked: string | RegExp, answer: string])[];

/** Types a line of the page at a shell, and answers what is asked in that order. */
async function type(at: Installed, line: string, answers: Answers): Promise<Said> {
  const terminal = at.shell(line);
  for (const [asked, answer] of answers) {
    await terminal.waitFor(asked, 60_000);
    terminal.type(answer);
    terminal.press('enter');
  }
  const { exitCode } = await terminal.ended(60_000);
  return { exitCode, screen: terminal.screen() };
}

interface Walk {
  readonly values?: Readonly<Record<string, string>>;
  /** By the beginning of the line. */
  readonly answers?: Readonly<Record<string, Answers>>;
  /** Exit codes that are not 0, likewise. */
  readonly exits?: Readonly<Record<string, number>>;
  /** Which blocks of shell lines under the heading: from the first one on where it is not said. */
  readonly from?: number;
  readonly to?: number;
}

/** Runs the shell lines under a heading, one after the other. Gives what the last one said. */
async function walk(
  at: Installed,
  heading: string,
  { values = {}, answers = {}, exits = {}, from, to }: Walk = {},
): Promise<Said> {
  const found = blocks.filter((block) => block.heading === heading && block.language === 'sh').slice(from, to);
  expect(found.length, heading).toBeGreaterThan(0);
  let said: Said = { exitCode: 0, screen: '' };
  const of = <T>(map: Readonly<Record<string, T>>, line: string) =>
    Object.entries(map).find(([key]) => line.startsWith(key))?.[1];
  for (const line of found.flatMap(({ lines }) => lines)) {
    said = await type(at, fill(line, values), of(answers, line) ?? []);
    expect(said.exitCode, `${line}\n${said.screen}`).toBe(of(exits, line) ?? 0);
    run.add(`${heading}: ${line}`);
  }
  return said;
}

/** The same of what is for a server's administrator. */
async function administer(
  heading: string,
  values: Readonly<Record<string, string>>,
  sql: (line: string) => Promise<unknown>,
) {
  for (const { lines } of blocks.filter((block) => block.heading === heading && block.language === 'sql')) {
    for (const line of lines) {
      await sql(fill(line, values));
      run.add(`${heading}: ${line}`);
    }
  }
}

const npx = 'npx prisma-interlock';
const yes = ['(y/N)', 'y'] as const;

/** A server that can be damaged, and what of the page is its own. */
interface Ground {
  readonly url: string;
  readonly other: string;
  readonly byHand: string;
  readonly title: string;
  /** Where the server is one: as its administrator. */
  admin?(sql: string): Promise<unknown>;
  damage(): Promise<void>;
  readonly values: Readonly<Record<string, string>>;
  readonly password: string;
}

let postgres: OwnServer;
let mariadb: Awaited<ReturnType<typeof startMariadb>>;
beforeAll(async () => {
  await needPrograms();
  await Promise.all([debianProgram('age', 'age'), debianProgram('sqlite3', 'sqlite3'), installRestic()]);
  [postgres, mariadb] = await Promise.all([startOwnServer({}), startMariadb()]);
});
afterAll(() => Promise.all([postgres.stop(), mariadb.stop()]));

const grounds: Record<ProviderName, (at: string) => Promise<Ground>> = {
  async sqlite(folder) {
    const file = (name: string) => `file:${join(folder, 'prisma', name)}`;
    return {
      url: file('dev.db'),
      other: file('new.db'),
      byHand: `file:${join(folder, 'by-hand.db')}`,
      title: 'SQLite',
      async damage() {
        const path = file('dev.db').slice('file:'.length);
        const bytes = readFileSync(path);
        const page = Math.floor(bytes.indexOf('row-000150') / 4096) * 4096;
        bytes.fill(0x7f, page, page + 4096);
        writeFileSync(path, bytes);
      },
      values: {},
      password: '',
    };
  },
  async postgresql() {
    const { admin, info } = postgres;
    await admin('CREATE DATABASE app');
    await admin('CREATE DATABASE app_new');
    return {
      url: postgres.url('app'),
      other: postgres.url('app_new'),
      byHand: postgres.url('by_hand'),
      title: 'PostgreSQL',
      admin,
      async damage() {
        // A copy of its files: the server has none of their blocks in its memory.
        await admin('ALTER DATABASE app RENAME TO app_before');
        await admin('CHECKPOINT');
        await admin('CREATE DATABASE app TEMPLATE app_before STRATEGY file_copy');
        const [row] = await admin("SELECT oid FROM pg_database WHERE datname = 'app'");
        const [found] = await admin(`SELECT pg_relation_filenode('"Kept"'::regclass) AS node`, 'app_before');
        const path = join(info.dataDir, 'base', String(row?.['oid']), String(found?.['node']));
        const bytes = readFileSync(path);
        bytes.fill(0x7f, 8192, 2 * 8192);
        writeFileSync(path, bytes);
      },
      values: {},
      password: info.password,
    };
  },
  async mysql() {
    const { host, port, user, password, dataDir } = mariadb.info;
    const url = (name: string) => `mysql://${user}:${password}@${host}:${port}/${name}`;
    const admin = (sql: string) => runSql('mysql', url('mysql'), sql);
    for (const name of ['app', 'app_new', 'by_hand']) await admin(`CREATE DATABASE ${name}`);
    return {
      url: url('app'),
      other: url('app_new'),
      byHand: url('by_hand'),
      title: 'MySQL and MariaDB',
      admin,
      damage: () =>
        mariadb.restart(() => {
          const path = join(dataDir, 'app', 'Kept.ibd');
          const bytes = readFileSync(path);
          const at = Math.floor(bytes.indexOf('row-000150') / 16384) * 16384;
          bytes.fill(0x7f, at + 1000, at + 9000);
          writeFileSync(path, bytes);
        }),
      values: { host, port: String(port), user },
      password,
    };
  },
};

const quote = { sqlite: '"Kept"', postgresql: '"Kept"', mysql: '`Kept`' };

async function fillTable(provider: ProviderName, url: string): Promise<void> {
  const rows = Array.from(
    { length: 400 },
    (_, index) => `(${index}, 'row-${String(index).padStart(6, '0')}${'x'.repeat(90)}')`,
  );
  await runSql(
    provider,
    url,
    `CREATE TABLE ${quote[provider]} (id INTEGER PRIMARY KEY, what VARCHAR(200)); INSERT INTO ${quote[provider]} VALUES ${rows.join(', ')}`,
  );
}

async function rowsIn(provider: ProviderName, url: string): Promise<string> {
  const [row] = await queryRows(
    provider,
    url,
    `SELECT count(*) AS n, min(what) AS a, max(what) AS z FROM ${quote[provider]}`,
  );
  return `${row?.['n']} ${String(row?.['a']).slice(0, 10)} ${String(row?.['z']).slice(0, 10)}`;
}

const all = '400 row-000000 row-000399';

async function lose(at: Installed): Promise<string> {
  const terminal = at.terminal('prisma', ['db', 'push', '--force-reset']);
  await terminal.waitFor('Type DESTROY_DATA to go on');
  terminal.type('DESTROY_DATA');
  terminal.press('enter');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
  return at.backups().at(-1) ?? '';
}

describe.each(['sqlite', 'postgresql', 'mysql'] as const)('docs/emergency.md on %s', (provider) => {
  test('leads from a loss and from damage back to every row, on this machine, on another, and without this tool', async () => {
    const models = 'model Pushed {\n  id Int @id\n}\n';
    const options = { major: 6, provider, engine: 'wasm', models } as const;
    const at = installedProject({ ...options, url: provider === 'sqlite' ? 'file:./dev.db' : 'postgresql://x' });
    const ground = await grounds[provider](at.dir);
    Object.assign(at.env, { DATABASE_URL: ground.url });
    await fillTable(provider, ground.url);

    const id = await lose(at);
    await expect(rowsIn(provider, ground.url)).rejects.toThrow();
    await walk(at, 'The first minute', { to: 2, ...undoing });
    expect(await rowsIn(provider, ground.url)).toBe(all);
    await runSql(provider, ground.url, `DELETE FROM ${quote[provider]}`);
    await walk(at, 'The first minute', { from: 2, values: { id }, answers: { [`${npx} restore`]: [yes] } });
    expect(await rowsIn(provider, ground.url)).toBe(all);

    expect(await at.run('prisma-interlock', ['backup'])).toMatchObject({ exitCode: 0 });
    await ground.damage();
    const { screen } = await walk(at, 'The database is damaged', {
      answers: { [`${npx} restore`]: [yes, ['type: replace', 'replace']] },
      exits: { [`${npx} backup`]: 73 },
    });
    expect(screen).toMatch(/not saved +table (public\.)?Kept: /);
    expect(await rowsIn(provider, ground.url)).toBe(all);
    const kept = /kept until you remove it: (\S+)/.exec(screen)?.[1] ?? '';
    expect(kept).not.toBe('');
    await aftermath(at, provider, ground, kept);

    const whole = at.backups().find((name) => name.includes('manual')) ?? '';
    const { screen: sums } = await walk(at, 'By hand, without this tool', { values: { id: whole } });
    for (const file of readdirSync(join(at.dir, 'backups', whole))) {
      if (file === 'manifest.json') continue;
      expect(sums).toContain(
        createHash('sha256')
          .update(readFileSync(join(at.dir, 'backups', whole, file)))
          .digest('hex'),
      );
    }
    await walk(at, `${ground.title} by hand`, {
      values: { id: whole, ...ground.values },
      answers: { gunzip: [[/Enter password: /, ground.password]] },
    });
    expect(await rowsIn(provider, ground.byHand)).toBe(all);

    await walk(at, 'On another machine', { to: 1 });
    const there = installedProject({ ...options, url: provider === 'sqlite' ? 'file:./new.db' : 'postgresql://x' });
    const other = provider === 'sqlite' ? `file:${join(there.dir, 'prisma', 'new.db')}` : ground.other;
    Object.assign(there.env, { DATABASE_URL: other });
    if (provider === 'sqlite') await runSql(provider, other, 'SELECT 1');
    copyFileSync(join(at.dir, 'backups.tar.gz'), join(there.dir, 'backups.tar.gz'));
    await walk(there, 'On another machine', { from: 1, values: { id: whole }, answers: { [`${npx} restore`]: [yes] } });
    expect(await rowsIn(provider, other)).toBe(all);
  });
});

const undoing = { answers: { [`${npx} undo --list`]: [], [`${npx} undo`]: [yes] } };

/** What the page says of what was put aside, and of rows that were saved apart. */
async function aftermath(at: Installed, provider: ProviderName, ground: Ground, kept: string): Promise<void> {
  if (provider === 'sqlite') {
    expect(existsSync(kept)).toBe(true);
    return;
  }
  await administer(ground.title, { kept }, (line) => (ground.admin as (sql: string) => Promise<unknown>)(line));
  if (provider !== 'postgresql') return;
  const partial = at.backups().find((name) => existsSync(join(at.dir, 'backups', name, 'rows-1.sql'))) ?? '';
  await runSql(provider, ground.url, `DELETE FROM ${quote[provider]}`);
  await walk(at, ground.title, { values: { partial } });
  expect(Number((await rowsIn(provider, ground.url)).split(' ')[0])).toBeGreaterThan(200);
}

test('what is encrypted or kept by restic comes out by their own programs', async () => {
  for (const kind of ['age', 'restic'] as const) {
    const identity = await generateX25519Identity();
    const policy =
      kind === 'age'
        ? { kind: 'folder', path: 'backups', encryptTo: [await identityToRecipient(identity)], identityFile: 'key.txt' }
        : { kind: 'restic', repository: 'kept', passwordFile: 'password' };
    const files = { 'prisma-interlock.json': JSON.stringify({ backup: { repository: policy } }) };
    const at = installedProject({ major: 6, provider: 'sqlite', engine: 'wasm', url: 'file:./dev.db', files });
    writeFileSync(join(at.dir, 'key.txt'), `${identity}\n`, { mode: 0o600 });
    writeFileSync(join(at.dir, 'password'), 's3cret\n', { mode: 0o600 });
    mkdirSync(join(at.dir, 'prisma'), { recursive: true });
    const url = `file:${join(at.dir, 'prisma', 'dev.db')}`;
    await fillTable('sqlite', url);
    const made = await at.run('prisma-interlock', ['backup', '--json']);
    expect(made.exitCode, made.stderr).toBe(0);
    const { id } = JSON.parse(made.stdout) as { id: string };
    if (kind === 'age') {
      await walk(at, 'A repository that is encrypted by age', {
        values: { id, 'key file': 'key.txt', file: 'database.sqlite' },
      });
      expect(await rowsIn('sqlite', `file:${join(at.dir, 'database.sqlite')}`)).toBe(all);
      continue;
    }
    await walk(at, 'A repository of restic', { values: { id, repository: 'kept', 'password file': 'password' } });
    const out = readdirSync(join(at.dir, 'by-hand'), { recursive: true, encoding: 'utf8' });
    const file = out.find((name) => name.endsWith('database.sqlite')) ?? '';
    expect(await rowsIn('sqlite', `file:${join(at.dir, 'by-hand', file)}`)).toBe(all);
  }
});

test('no line of the page was left out', () => {
  const lines = blocks.flatMap(({ heading, lines: each }) => each.map((line) => `${heading}: ${line}`));
  expect(lines.filter((line) => !run.has(line))).toEqual([]);
});
