/** When a command that changed a database has ended, it is looked whether all is well there. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Major, ProviderName } from '../support/project.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { isWhole, oneOf } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';

const models = 'model User {\n  id   Int     @id\n}\n';
const init = {
  sqlite: `CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE "Post" ("id" INTEGER NOT NULL PRIMARY KEY, "userId" INTEGER NOT NULL,
  CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE);`,
  postgresql: `CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE "Post" ("id" INTEGER NOT NULL PRIMARY KEY, "userId" INTEGER NOT NULL,
  CONSTRAINT "Post_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE);`,
  mysql: `CREATE TABLE User (id INTEGER NOT NULL PRIMARY KEY);
CREATE TABLE Legacy (id INTEGER NOT NULL PRIMARY KEY, word VARCHAR(50), KEY (word)) ENGINE = MyISAM;`,
};

/** With a history, and what `fill` puts there. */
async function filled(major: Major, provider: ProviderName, fill: string, policy: object = {}): Promise<Place> {
  const at = await place(major, provider, { engine: 'wasm', models });
  migration(at, '20260101000000_init', init[provider]);
  const deployed = await at.prisma(['migrate', 'deploy']);
  expect(deployed.exitCode, deployed.stderr).toBe(0);
  await runSql(provider, at.url, fill);
  writeFileSync(join(at.dir, 'prisma-interlock.json'), JSON.stringify(policy));
  return at;
}

function migration(at: Place, name: string, sql: string): void {
  const file = join(at.dir, 'prisma', 'migrations', name, 'migration.sql');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, sql);
}

async function deployWithPhrase(at: Place) {
  const terminal = at.terminal('prisma', ['migrate', 'deploy'], { NODE_ENV: 'development' });
  await terminal.waitFor('Type DESTROY_DATA to go on', 60_000);
  terminal.type('DESTROY_DATA\r');
  const { exitCode } = await terminal.ended(60_000);
  return { exitCode, screen: words(terminal.screen()) };
}

const rows = `INSERT INTO "User" VALUES (1), (2); INSERT INTO "Post" VALUES (1, 1), (2, 2)`;
const development = { env: { NODE_ENV: 'development' } };
const words = (text: string) => text.replace(/\s+/g, ' ');
const lastEnd = (at: Place) => {
  const lines = readFileSync(join(at.dir, '.prisma-interlock', 'audit.jsonl'), 'utf8')
    .trim()
    .split('\n');
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>).findLast(({ event }) => event === 'end');
};

const kinds = [
  { major: 7, provider: 'sqlite', on: 'PRAGMA foreign_keys=ON;\n' },
  { major: 7, provider: 'postgresql', on: '' },
  { major: 6, provider: 'postgresql', on: '' },
] as const;

describe.each(oneOf(kinds, 2))('Prisma $major on $provider', ({ major, provider, on }) => {
  test('rows that a DELETE takes along without naming them are missed, and lead to the undo', async () => {
    const at = await filled(major, provider, rows);
    migration(at, '20260102000000_tidy', `${on}DELETE FROM "User";`);
    const { exitCode, screen } = await deployWithPhrase(at);
    expect(exitCode, screen).toBe(65);
    expect(screen).toMatch(/Table \S*Post"? is empty now: it had 2 rows, and what has run does not name it/);
    expect(screen.match(/To go back/g)).toHaveLength(1);
    expect(screen).toContain('prisma-interlock undo');
    expect(lastEnd(at)).toMatchObject({ exit: 65, code: 'check-failed', amiss: [expect.stringContaining('empty')] });
    const undo = at.terminal('prisma-interlock', ['undo']);
    await undo.waitFor(`Replace ${at.label}? (y/N)`, 60_000);
    undo.type('y\r');
    expect((await undo.ended(60_000)).exitCode, undo.screen()).toBe(0);
    for (const table of ['User', 'Post'])
      expect(await queryRows(provider, at.url, `SELECT "id" FROM "${table}"`)).toHaveLength(2);
  });
});

test('rows whose foreign key leads nowhere are named, and those of before are not', async () => {
  const at = await filled(7, 'sqlite', `${rows}; PRAGMA foreign_keys=OFF; INSERT INTO "Post" VALUES (3, 77)`);
  migration(at, '20260102000000_more', 'PRAGMA foreign_keys=OFF;\nCREATE TABLE "More" ("id" INTEGER PRIMARY KEY);');
  const same = await at.run('prisma', ['migrate', 'deploy'], development);
  expect(same.exitCode, same.stderr).toBe(0);
  migration(at, '20260103000000_tidy', 'PRAGMA foreign_keys=OFF;\nDELETE FROM "User" WHERE "id" = 1;');
  const { exitCode, screen } = await deployWithPhrase(at);
  expect(exitCode, screen).toBe(65);
  expect(screen).toContain('Foreign key Post to User 2 rows lead to nothing');
});

test('an index that could not be made is named, and the exit code of Prisma stays', async () => {
  const at = await filled(7, 'postgresql', `${rows}; INSERT INTO "Post" VALUES (3, 2)`);
  migration(at, '20260102000000_unique', 'CREATE UNIQUE INDEX CONCURRENTLY "Post_one" ON "Post" ("userId");');
  const ran = await at.run('prisma', ['migrate', 'deploy'], development);
  expect(ran.exitCode, ran.stderr).toBe(1);
  expect(words(ran.stderr)).toContain('Index public."Post_one" is not valid');
  expect(words(ran.stderr)).toContain('To go back to before it: ');
  // What another one has left is no business of the next.
  const script = { ...development, input: 'CREATE TABLE "More" (id int)' };
  const next = await at.run('prisma', ['db', 'execute', '--stdin'], script);
  expect(next.exitCode, next.stderr).toBe(0);
});

test('a table that the server finds corrupt is named', async () => {
  const at = await filled(
    7,
    'mysql',
    `INSERT INTO Legacy VALUES (1, 'one'), (2, 'two'); RENAME TABLE Legacy TO Closed, Closed TO Legacy`,
  );
  const [{ folder } = { folder: '' }] = await queryRows(
    'mysql',
    at.url,
    'SELECT concat(@@datadir, database()) AS folder',
  );
  const file = join(String(folder), 'Legacy.MYI');
  const bytes = readFileSync(file);
  // The pages of its keys come after its header.
  writeFileSync(file, bytes.fill(0xee, 1024, bytes.length));
  const script = { ...development, input: 'INSERT INTO User SELECT count(*) FROM Legacy;' };
  const ran = await at.run('prisma', ['db', 'execute', '--stdin'], script);
  expect(ran.exitCode, ran.stderr).toBe(65);
  expect(words(ran.stderr)).toMatch(/Legacy is corrupt/);
});

describe('the smoke command of the policy', () => {
  const more = 'model More {\n  id Int @id\n}\n';
  const push = async (smoke: unknown, by = {}) => {
    const at = await filled(7, 'sqlite', rows, { smoke });
    writeFileSync(join(at.dir, 'prisma', 'schema.prisma'), withModel(at, more));
    return {
      at,
      ran: await at.run('prisma', ['db', 'push', '--accept-data-loss'], { env: { ...development.env, ...by } }),
    };
  };
  const withModel = (at: Place, model: string) => {
    const text = readFileSync(join(at.dir, 'prisma', 'schema.prisma'), 'utf8');
    const post =
      'model Post {\n  id Int @id\n  userId Int\n  user User @relation(fields: [userId], references: [id])\n}\n';
    return `${text.replace('id   Int     @id', 'id   Int     @id\n  posts Post[]')}\n${post}${model}`;
  };

  test('has the environment and the folder of the line, and lets it end well', async () => {
    const { at, ran } = await push('test "$WORD" = yes && pwd > smoked', { WORD: 'yes' });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(readFileSync(join(at.dir, 'smoked'), 'utf8').trim()).toBe(at.dir);
    expect(lastEnd(at)).toMatchObject({ exit: 0, smoke: 'passed', amiss: [] });
  });

  test('that fails, fails the line and leads to the undo', async () => {
    const { ran } = await push(['node', '-e', 'console.log("no login"); process.exit(3)']);
    expect(ran.exitCode, ran.stderr).toBe(65);
    expect(words(ran.stderr)).toMatch(/The smoke command node .* failed \(exit code 3\): no login/);
    expect(words(ran.stderr)).toContain('To go back to before it: npx prisma-interlock undo');
  });

  test('is not run where nothing was changed', async () => {
    const at = await filled(7, 'sqlite', rows, { smoke: 'touch smoked' });
    const ran = await at.run('prisma', ['migrate', 'deploy'], development);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(existsSync(join(at.dir, 'smoked'))).toBe(false);
  });

  test.runIf(isWhole)('that takes too long fails the line', async () => {
    const { ran } = await push({ run: 'sleep 60', timeoutSeconds: 1 });
    expect(ran.exitCode, ran.stderr).toBe(65);
    expect(words(ran.stderr)).toContain('The smoke command sleep 60 took over 1 s and was ended');
  });
});
