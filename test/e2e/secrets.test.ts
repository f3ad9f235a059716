import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createMariadbDatabase, createPostgresDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';
import { installedProject } from './installed.ts';

const password = `hünter2@:/?#%'"\\ ü€—ß`;
const encoded = encodeURIComponent(password);
/** Each form it may take: as it is, in a URL, escaped in JSON, and what is left of it when a tool cuts it at a sign. */
const forms = [
  password,
  encoded,
  encoded.replace(/'/g, '%27'),
  JSON.stringify(password).slice(1, -1),
  'hünter2',
  'h%C3%BCnter2',
  'nter2',
];

const found = (text: string) => forms.filter((form) => text.includes(form));

function textsBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(
      (entry) =>
        readFileSync(join(entry.parentPath, entry.name), 'latin1') +
        readFileSync(join(entry.parentPath, entry.name), 'utf8'),
    );
}

interface Seen {
  readonly args: string;
  readonly environment: string;
}

/** Every process of this machine, over and over, until `work` is done. */
async function watchProcesses<T>(work: Promise<T>): Promise<{ result: T; seen: Map<string, Seen> }> {
  const seen = new Map<string, Seen>();
  let done = false;
  const watching = (async () => {
    while (!done) {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        const read = (name: string) => {
          try {
            return readFileSync(`/proc/${pid}/${name}`, 'utf8').replaceAll('\0', ' ');
          } catch {
            return '';
          }
        };
        const args = read('cmdline');
        if (args !== '') seen.set(`${pid} ${args}`, { args, environment: read('environ') });
      }
      await nextTurn();
    }
  })();
  const result = await work.finally(() => {
    done = true;
  });
  await watching;
  return { result, seen };
}

const rows = {
  postgresql: `CREATE TABLE "Row" (id int, what text); INSERT INTO "Row" SELECT n, md5(n::text) FROM generate_series(1, 200000) n;`,
  mysql: 'CREATE TABLE Row (id int, what varchar(40)); INSERT INTO Row SELECT seq, md5(seq) FROM seq_1_to_200000;',
};

// Only Linux shows its processes as files.
test.runIf(existsSync('/proc/self/cmdline')).each([
  { provider: 'postgresql', create: createPostgresDatabase, tool: 'pg_dump' },
  { provider: 'mysql', create: createMariadbDatabase, tool: 'mariadb-dump' },
] as const)('a password full of signs works on $provider and is found nowhere', async ({ provider, create, tool }) => {
  const database = await create({ password });
  onTestFinished(() => database.drop());
  await runSql(provider, database.url, rows[provider].replaceAll(' Row ', provider === 'mysql' ? ' `Row` ' : ' Row '));
  const migrations = { '20260101000000_init': 'CREATE TABLE added (id INTEGER PRIMARY KEY);' };
  const at = installedProject({ major: 7, provider, url: database.url, migrations });
  const { result: ran, seen } = await watchProcesses(at.run('prisma', ['migrate', 'deploy']));
  expect(ran.exitCode, ran.stderr).toBe(0);

  // That the sampling sees what it is to see: the tool at work, and Prisma's own engine, which is given the URL by Prisma.
  const dumps = [...seen.values()].filter(({ args }) => args.includes(tool) && !args.includes('--version'));
  expect(dumps.length).toBeGreaterThan(0);
  for (const { args, environment } of dumps) expect(found(args + environment)).toEqual([]);
  const others = [...seen.values()].filter(({ args }) => !/-engine(\.(m?js|cjs))? /.test(args));
  expect(others.filter(({ args }) => found(args).length > 0)).toEqual([]);

  await runSql(provider, database.url, 'CREATE TABLE between_them (id INT)');
  // A URL that a person types is in the process list by their own doing, and nowhere else.
  const typed = await at.run('prisma', ['db', 'push', '--url', database.url]);
  expect(typed.exitCode, typed.stderr).toBe(0);
  expect(at.backups()).toHaveLength(2);
  expect(at.audit().map(({ event }) => event)).toEqual(['begin', 'end', 'begin', 'end']);

  for (const { stdout, stderr } of [ran, typed]) expect(found(stdout + stderr)).toEqual([]);
  const files = [...textsBelow(join(at.dir, 'backups')), ...textsBelow(join(at.dir, '.prisma-interlock'))];
  expect(files.length).toBeGreaterThan(4);
  for (const text of files) expect(found(text)).toEqual([]);
  // The same search finds it where it is.
  expect(found(readFileSync(join(at.dir, '.env'), 'utf8'))).not.toEqual([]);
});
