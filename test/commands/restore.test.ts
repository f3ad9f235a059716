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
  expect(stdout).toMatch(/_before-restore_.*just now +prisma\/dev\.db +before restore/);
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
  expect((await at.interlock(['list'])).stdout).toMatch(new RegExp(`${id}.* partial`));
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

test('a backup of another database needs to be asked for, and never replaces one in production', async () => {
  const at = place();
  const id = await backUp(at);
  const other = { DATABASE_URL: 'file:./other.db' };
  writeFileSync(join(at.project.dir, 'prisma', 'other.db'), '');
  const refused = at.terminal(['restore', id], other);
  expect((await refused.ended()).exitCode, refused.screen()).toBe(73);
  expect(refused.screen()).toContain('--onto-other-database');
  const blocked = await at.interlock(['restore', id, '--onto-other-database'], { ...other, NODE_ENV: 'production' });
  expect(blocked).toMatchObject({ exitCode: 77, stdout: '' });
  expect(readFileSync(join(at.project.dir, 'prisma', 'other.db'), 'utf8')).toBe('');
  const terminal = at.terminal(['restore', id, '--onto-other-database'], other);
  await terminal.waitFor('(y/N)');
  terminal.type('y');
  terminal.press('enter');
  expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
  expect(readFileSync(join(at.project.dir, 'prisma', 'other.db')).length).toBeGreaterThan(0);
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
