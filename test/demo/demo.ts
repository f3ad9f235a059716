/**
 * The main job, on SQLite, with a real Prisma in a project of its own: what passes, what is blocked, what is asked,
 * and the way back. Everything on the screen is the programs' own output; this file only types.
 */
import { renameSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installFixtures } from '../support/fixtures.ts';
import { makeProject, type Project } from '../support/project.ts';
import { openTerminal, type Terminal } from '../support/pty.ts';
import { queryRows, runSql } from '../support/sql.ts';

const root = join(import.meta.dirname, '..', '..');
const migration =
  'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "email" TEXT NOT NULL UNIQUE, "name" TEXT);';
const rows = `INSERT INTO "User" ("email", "name") VALUES ('ada@example.com', 'Ada'), ('grace@example.com', 'Grace');`;

await installFixtures(['engine', 'prisma7']);
const project = makeProject({
  major: 7,
  provider: 'sqlite',
  url: 'file:./dev.db',
  engine: 'wasm',
  ownNode: true,
  migrations: { '20260101000000_init': migration },
});
const bin = join(project.dir, 'node_modules', '.bin');
for (const program of ['prisma', 'prisma-interlock']) putInFront(program);

try {
  const url = `file:${join(project.dir, 'dev.db')}`;
  await runSql('sqlite', url, `${migration}\n${rows}`);
  say('A database with two users.');
  await showRows(url, 2);

  say('A command that cannot lose data passes as if nobody were there.');
  await type(project, 'prisma validate', 0);

  say('The command that wiped a production database: in production it is blocked.');
  await type(project, 'prisma db push --force-reset', 77, { NODE_ENV: 'production' });
  await showRows(url, 2);

  say('In development it asks a person, backs up, and only then runs.');
  await type(project, 'prisma db push --force-reset', 0, {}, async (terminal) => {
    await terminal.waitFor('DESTROY_DATA to go on');
    terminal.type('DESTROY_DATA');
    terminal.press('enter');
  });
  await showRows(url, 0);

  say('The way back.');
  await type(project, 'prisma-interlock list', 0);
  await type(project, 'prisma-interlock restore latest', 0, {}, async (terminal) => {
    await terminal.waitFor(/\(y\/N\)/);
    terminal.type('y');
    terminal.press('enter');
  });
  await showRows(url, 2);
  say('Every row is back.');
} finally {
  project.cleanup();
}

function putInFront(program: string): void {
  const link = join(bin, program);
  symlinkSync(join(root, 'bin', `${program}.js`), `${link}.new`);
  renameSync(`${link}.new`, link);
}

function say(text: string): void {
  process.stdout.write(`\n\u001b[1m# ${text}\u001b[22m\n`);
}

/** Types a line at a terminal and shows what comes; stops the demonstration where the exit code is another. */
async function type(
  { dir, env }: Project,
  line: string,
  expected: number,
  more: Record<string, string> = {},
  answer: (terminal: Terminal) => Promise<void> = async () => {},
): Promise<void> {
  const variables = Object.entries(more).map(([name, value]) => `${name}=${value} `);
  process.stdout.write(`\n$ ${variables.join('')}${line}\n`);
  const [program = '', ...argv] = line.split(' ');
  const path = `${bin}${delimiter}${env['PATH']}`;
  const terminal = openTerminal(join(bin, program), argv, {
    cwd: dir,
    env: { ...env, ...more, PATH: path },
    cols: 100,
  });
  await answer(terminal);
  const { exitCode } = await terminal.ended();
  process.stdout.write(terminal.output());
  process.stdout.write(`[exit code ${exitCode}]\n`);
  if (exitCode !== expected) throw new Error(`${line} ended with ${exitCode}, not ${expected}.`);
}

async function showRows(url: string, expected: number): Promise<void> {
  const users = await queryRows('sqlite', url, 'SELECT "email", "name" FROM "User" ORDER BY "id"');
  process.stdout.write(`\nSELECT * FROM "User" → ${users.length} rows ${JSON.stringify(users)}\n`);
  if (users.length !== expected) throw new Error(`There are ${users.length} users, not ${expected}.`);
}
