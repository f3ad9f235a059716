import { readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { makeProject, type Project } from '../support/project.ts';
import { openTerminal, type Terminal } from '../support/pty.ts';
import { type Ran, run } from '../support/run.ts';
import { installInterlock } from './installed.ts';

let interlock: ReturnType<typeof installInterlock>;
beforeAll(() => {
  interlock = installInterlock();
});
afterAll(() => interlock.remove());

interface Place {
  readonly project: Project;
  readonly file: string;
  interlock(argv: readonly string[], env?: Record<string, string>): Promise<Ran>;
  terminal(argv: readonly string[], env?: Record<string, string>): Terminal;
  exec(sql: string): void;
  names(): string[];
}

/** A project of Prisma 6 on SQLite whose database holds three users. */
function place(): Place {
  const project = makeProject({ major: 6, provider: 'sqlite', url: 'file:./dev.db' });
  onTestFinished(() => project.cleanup());
  const file = join(realpathSync(join(project.dir, 'prisma')), 'dev.db');
  const open = <T>(work: (database: InstanceType<typeof Database>) => T): T => {
    const database = new Database(file);
    try {
      return work(database);
    } finally {
      database.close();
    }
  };
  const here: Place = {
    project,
    file,
    interlock: (argv, env) =>
      run(process.execPath, [interlock.program, ...argv], { cwd: project.dir, env: { ...project.env, ...env } }),
    terminal(argv, env) {
      const terminal = openTerminal(process.execPath, [interlock.program, ...argv], {
        cwd: project.dir,
        env: { ...project.env, TERM: 'xterm', ...env },
        cols: 160,
      });
      onTestFinished(() => terminal.kill('SIGKILL'));
      return terminal;
    },
    exec: (sql) => open((database) => database.exec(sql)),
    names: () =>
      open((database) =>
        database
          .prepare('SELECT name FROM "User" ORDER BY id')
          .all()
          .map((row) => (row as { name: string }).name),
      ),
  };
  here.exec(
    `CREATE TABLE "User" (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO "User" (name) VALUES ('a'), ('b'), ('c')`,
  );
  return here;
}

async function backUp(at: Place, note = 'for the test'): Promise<string> {
  const { exitCode, stdout, stderr } = await at.interlock(['backup', '--json', '--note', note]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return (JSON.parse(stdout) as { id: string }).id;
}

test('a manual backup, a loss, and at a terminal one yes brings every row back', async () => {
  const at = place();
  const id = await backUp(at);
  at.exec('DELETE FROM "User"');
  const terminal = at.terminal(['restore', 'latest']);
  await terminal.waitFor('This replaces all of prisma/dev.db by a backup');
  await terminal.waitFor('for the test');
  await terminal.waitFor('Replace prisma/dev.db? (y/N)');
  terminal.type('y');
  terminal.press('enter');
  expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
  expect(terminal.screen()).toContain(`Restored prisma/dev.db from ${id}, as it was recorded: 1 table, 3 rows`);
  expect(at.names()).toEqual(['a', 'b', 'c']);
  const { stdout } = await at.interlock(['list']);
  expect(stdout).toMatch(/^prisma\/dev\.db\n.*\n\w{4} +just now +before restore /);
});

for (const [how, answer] of [
  ['no', (terminal: Terminal) => terminal.type('n\r')],
  ['nothing', (terminal: Terminal) => terminal.press('enter')],
  ['Ctrl-C', (terminal: Terminal) => terminal.press('ctrl-c')],
  ['Ctrl-D', (terminal: Terminal) => terminal.press('ctrl-d')],
] as const) {
  test(`answered with ${how}, the restore leaves everything as it was`, async () => {
    const at = place();
    await backUp(at);
    at.exec('DELETE FROM "User" WHERE id > 1');
    const [database, backups] = [readFileSync(at.file), readdirSync(join(at.project.dir, 'backups'))];
    const terminal = at.terminal(['restore', 'latest']);
    await terminal.waitFor('(y/N)');
    answer(terminal);
    expect((await terminal.ended()).exitCode).toBe(130);
    expect(readFileSync(at.file).equals(database)).toBe(true);
    expect(readdirSync(join(at.project.dir, 'backups'))).toEqual(backups);
  });
}

test('of a damaged database a partial backup is made, shown as that, and restored only by who has seen what it lacks', async () => {
  const at = place();
  at.exec(`CREATE TABLE big (id INTEGER PRIMARY KEY, body TEXT);
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
      INSERT INTO big SELECT i, printf('row-%06d ', i) || hex(zeroblob(100)) FROM n`);
  const bytes = readFileSync(at.file);
  const page = Math.floor(bytes.indexOf('row-000250') / 4096) * 4096;
  bytes.fill(0, page, page + 4096);
  writeFileSync(at.file, bytes);
  expect((await at.interlock(['backup'])).exitCode).toBe(73);

  const made = await at.interlock(['backup', '--even-if-broken', '--json']);
  expect(made.exitCode).toBe(73);
  expect(made.stderr).toContain('backup-partial');
  const { id, incomplete } = JSON.parse(made.stdout) as { id: string; incomplete: string[] };
  expect(incomplete).toEqual([
    expect.stringMatching(/^table big: 4\d\d rows are copied, others cannot be read \(rowid/),
  ]);
  expect((await at.interlock(['list'])).stdout).toMatch(new RegExp(`^${id.slice(-4)} .* partial$`, 'm'));
  expect((await at.interlock(['restore', 'latest'])).exitCode).toBe(73);
  expect(await at.interlock(['verify', id])).toMatchObject({
    exitCode: 73,
    stdout: '',
    stderr: expect.stringMatching(/The backup cannot be verified\.[\s\S]*Missing: table big: 4/),
  });

  for (const [answers, code] of [
    [['yes'], 130],
    [['partial', 'yes'], 130],
    [['partial', 'replace'], 0],
  ] as const) {
    const terminal = at.terminal(['restore', id]);
    await terminal.waitFor('(y/N)');
    terminal.type('y');
    terminal.press('enter');
    await terminal.waitFor('others cannot be read');
    for (const [at_, word] of answers.entries()) {
      // The second question is about the present state, of which there is no whole backup.
      await terminal.waitFor(at_ === 0 ? 'type: partial' : /not saved +table big: 4[\s\S]*type: replace/);
      terminal.type(word);
      terminal.press('enter');
    }
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(code);
  }
  expect(at.names()).toEqual(['a', 'b', 'c']);
});

test('without an id the backup is picked at the terminal', async () => {
  const at = place();
  await backUp(at, 'the older one');
  at.exec('DELETE FROM "User" WHERE id = 1');
  await backUp(at, 'the newer one');
  at.exec('DELETE FROM "User"');
  const terminal = at.terminal(['restore']);
  await terminal.waitFor('Which backup is to replace prisma/dev.db?');
  await terminal.waitFor('the older one');
  terminal.press('down');
  terminal.press('enter');
  await terminal.waitFor('(y/N)');
  terminal.type('y');
  terminal.press('enter');
  expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
  expect(at.names()).toEqual(['a', 'b', 'c']);
});

test('in production the name of the database has to be typed as well', async () => {
  const at = place();
  await backUp(at);
  at.exec('DELETE FROM "User"');
  for (const [typed, exitCode, left] of [
    ['dev.db', 130, []],
    ['prisma/dev.db', 0, ['a', 'b', 'c']],
  ] as const) {
    const terminal = at.terminal(['restore', 'latest'], { NODE_ENV: 'production' });
    await terminal.waitFor('(y/N)');
    terminal.type('y');
    terminal.press('enter');
    await terminal.waitFor(/Type \S+ to go on/);
    terminal.type(typed);
    terminal.press('enter');
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(exitCode);
    expect(at.names()).toEqual(left);
  }
});

test('without a terminal, and for an AI agent with one, a person is asked for', async () => {
  const at = place();
  await backUp(at);
  const piped = await at.interlock(['restore', 'latest']);
  expect(piped).toMatchObject({
    exitCode: 75,
    stdout: '',
    stderr: expect.stringContaining('no terminal to confirm it at'),
  });
  const terminal = at.terminal(['restore', 'latest'], { CLAUDECODE: '1' });
  expect((await terminal.ended()).exitCode).toBe(75);
  expect(terminal.screen()).toContain('An AI agent cannot confirm that');
});

test('a backup of another database goes here after a question of its own, and in production only where no rows are', async () => {
  const at = place();
  const id = await backUp(at);
  const other = { DATABASE_URL: 'file:./other.db' };
  const file = join(at.project.dir, 'prisma', 'other.db');
  const database = new Database(file);
  database.exec('CREATE TABLE "Own" (id INTEGER); INSERT INTO "Own" VALUES (1), (2)');
  database.close();
  const before = readFileSync(file);
  // Nobody to ask: the option has to say it.
  const piped = await at.interlock(['restore', id], other);
  expect(piped).toMatchObject({ exitCode: 73, stderr: expect.stringContaining('--onto-other-database') });
  for (const line of [
    ['restore', id, '--onto-other-database'],
    ['restore', id],
  ]) {
    const blocked = at.terminal(line, { ...other, NODE_ENV: 'production' });
    expect((await blocked.ended()).exitCode, blocked.screen()).toBe(77);
  }
  expect(readFileSync(file).equals(before)).toBe(true);
  for (const [typed, exitCode] of [
    ['prisma/other.db', 130],
    ['prisma/dev.db', 0],
  ] as const) {
    const terminal = at.terminal(['restore', id.slice(-4)], other);
    await terminal.waitFor('Own goes: it was not there, and holds 2 rows now');
    await terminal.waitFor('(y/N)');
    terminal.type('y\r');
    await terminal.waitFor('The backup is of prisma/dev.db, not of prisma/other.db.');
    terminal.type(`${typed}\r`);
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(exitCode);
    if (exitCode !== 0) expect(readFileSync(file).equals(before)).toBe(true);
  }
  const restored = new Database(file);
  expect(restored.prepare('SELECT name FROM "User"').all()).toHaveLength(3);
  restored.close();
});

test('--to puts a backup into another database, which is made, or replaced after the question', async () => {
  const at = place();
  const id = await backUp(at);
  const file = join(at.project.dir, 'copy.db');
  const [own, names] = [readFileSync(at.file), ['a', 'b', 'c']];
  for (const changes of ['the database is not there now', 'User gets 2 rows back']) {
    const terminal = at.terminal(['restore', id, '--to', 'copy.db']);
    await terminal.waitFor(changes);
    await terminal.waitFor('Replace copy.db? (y/N)');
    terminal.type('y\r');
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
    const copy = new Database(file);
    expect(copy.prepare('SELECT name FROM "User" ORDER BY id').all()).toEqual(names.map((name) => ({ name })));
    copy.exec('DELETE FROM "User" WHERE id > 1');
    copy.close();
  }
  expect(readFileSync(at.file).equals(own)).toBe(true);
  // A new place in production, where nothing can be lost: asked twice, as there. One with rows is no place for it.
  const anew = at.terminal(['restore', id, '--to', `file:${join(at.project.dir, 'new.db')}`], {
    NODE_ENV: 'production',
  });
  await anew.waitFor('(y/N)');
  anew.type('y\r');
  await anew.waitFor('Type new.db to go on');
  anew.type('new.db\r');
  expect((await anew.ended()).exitCode, anew.screen()).toBe(0);
  const blocked = await at.interlock(['restore', id, '--to', 'copy.db'], { NODE_ENV: 'production' });
  expect(blocked.exitCode, blocked.stderr).toBe(77);
  for (const [word, code] of [
    ['redis://x', 64],
    ['postgresql://db.example.com/app', 73],
  ] as const) {
    expect((await at.interlock(['restore', id, '--to', word])).exitCode, word).toBe(code);
  }
});

test('what a restore would lose is said before the question', async () => {
  const at = place();
  const id = await backUp(at);
  at.exec(`INSERT INTO "User" (name) VALUES ('d'); CREATE TABLE "Later" (id INTEGER)`);
  const terminal = at.terminal(['restore', id]);
  await terminal.waitFor('(y/N)');
  expect(terminal.screen()).toContain('User has 1 row more now: they go');
  expect(terminal.screen()).toContain('Later goes: it was not there, and holds 0 rows now');
  terminal.type('n\r');
  expect((await terminal.ended()).exitCode).toBe(130);
});

test('info, diff and delete tell of a backup and remove it, and the last good one goes only by its name', async () => {
  const at = place();
  const id = await backUp(at);
  const short = id.slice(-4);
  at.exec(
    `UPDATE "User" SET name = 'z' WHERE id = 1; CREATE TABLE "Later" (id INTEGER); INSERT INTO "Later" VALUES (1)`,
  );
  const info = (await at.interlock(['info', short])).stdout;
  for (const line of [
    new RegExp(`^backup +${id}$`, 'm'),
    /^holds +1 table, 3 rows, /m,
    /^not in it +databases that were attached$/m,
    /^goes to +prisma\/dev\.db; with --to, another SQLite file$/m,
    /^proof +read through once, not restored/m,
    /^pin +none$/m,
    /^retention +stays: manual$/m,
    /^User +3$/m,
  ]) {
    expect(info).toMatch(line);
  }
  expect(JSON.parse((await at.interlock(['info', '--json'])).stdout)).toMatchObject({
    id,
    contents: [{ table: 'User', rows: 3 }],
    files: [{ path: 'database.sqlite' }],
  });
  const diff = await at.interlock(['diff', short]);
  expect(diff).toMatchObject({ exitCode: 0, stderr: '' });
  expect(diff.stdout).toMatch(/^User +3 +3 +other contents$/m);
  expect(diff.stdout).toMatch(/^Later +- +1 +not in the backup$/m);
  expect((await at.interlock(['delete', short])).exitCode).toBe(75);
  const agent = at.terminal(['delete', short], { CLAUDECODE: '1' });
  expect((await agent.ended()).exitCode).toBe(75);
  await at.interlock(['pin', short]);
  const pinned = at.terminal(['delete', short]);
  expect((await pinned.ended()).exitCode, pinned.screen()).toBe(73);
  expect(pinned.screen()).toContain(`prisma-interlock unpin ${short}`);
  await at.interlock(['unpin', short]);
  for (const [typed, code] of [
    ['y', 130],
    [short, 0],
  ] as const) {
    const terminal = at.terminal(['delete', short]);
    await terminal.waitFor('the only good one of its database');
    await terminal.waitFor('(y/N)');
    terminal.type('y\r');
    await terminal.waitFor(`Type ${short} to go on`);
    terminal.type(`${typed}\r`);
    expect((await terminal.ended()).exitCode, terminal.screen()).toBe(code);
    expect(readdirSync(join(at.project.dir, 'backups')).includes(id)).toBe(code !== 0);
  }
  expect((await at.interlock(['info', short])).exitCode).toBe(73);
});

test('a damaged backup is refused before anybody is asked', async () => {
  const at = place();
  const id = await backUp(at);
  writeFileSync(join(at.project.dir, 'backups', id, 'database.sqlite'), 'x');
  const { exitCode, stderr } = await at.interlock(['restore', id]);
  expect(exitCode).toBe(73);
  expect(stderr).toContain('is damaged');
  const status = await at.interlock(['status']);
  expect(status.stdout).toMatch(/last backup +none/);
  expect(status.stdout).toContain(`damaged: ${id}`);
});

test('status tells the database, its environment with the evidence, and the last backup', async () => {
  const at = place();
  const id = await backUp(at);
  const text = (await at.interlock(['status'])).stdout;
  expect(text).toMatch(/^database +prisma\/dev\.db \(sqlite, from DATABASE_URL\)$/m);
  expect(text).toMatch(/^environment +development$/m);
  expect(text).toMatch(new RegExp(`^last backup +just now: ${id}`, 'm'));
  const { stdout } = await at.interlock(['status', '--json'], { NODE_ENV: 'production' });
  expect(JSON.parse(stdout)).toMatchObject({
    target: { provider: 'sqlite', label: 'prisma/dev.db' },
    environment: {
      name: 'production',
      evidence: expect.arrayContaining([expect.objectContaining({ from: 'variable NODE_ENV' })]),
    },
    lastBackup: { id },
    repository: { backups: 1, damaged: [], leftovers: [] },
  });
});
