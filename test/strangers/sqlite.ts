/** SQLite: the library that the product brings along, and files and scripts of a folder. */
import { execFile } from 'node:child_process';
import { closeSync, copyFileSync, mkdtempSync, openSync, readSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createHost } from '../../src/host.ts';
import { secret } from '../../src/secrets/secret.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { isScript, type Kind } from './kind.ts';
import type { Place } from './places.ts';
import { compareTexts, goRound, nothing, type Result } from './round.ts';

const run = promisify(execFile);
const head = 'SQLite format 3\0';
const settings = ['user_version', 'application_id', 'encoding', 'page_size', 'auto_vacuum', 'journal_mode'];

async function tryPlace({ files }: Place): Promise<readonly Result[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'stranger-')));
  const file = join(folder, 'stranger.db');
  try {
    const refused: string[] = [];
    for (const each of files) {
      if (isScript(each)) refused.push(...(await load(file, each)));
      else copyFileSync(each, file);
    }
    const isEmpty = await textOf(file).then((text) => !/^CREATE /m.test(text));
    if (isEmpty) return [{ ...nothing, outcome: `not loaded: ${refused[0] ?? 'no tables'}` }];
    return [{ ...(await go(file)), refused }];
  } catch (error) {
    return [
      { ...nothing, outcome: `not loaded: ${(error as { stderr?: string }).stderr || (error as Error).message}` },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function go(file: string): Promise<Result> {
  const identity = { provider: 'sqlite' as const, host: '', port: 0, database: file };
  return goRound({
    undo: true,
    host: createHost(),
    target: { identity, role: 'main', url: secret(`file:${file}`), label: 'stranger.db', source: 'strangers' },
    read: () => textOf(file),
    compare: compareTexts,
    async wreck() {
      for (const end of ['', '-wal', '-shm', '-journal']) rmSync(`${file}${end}`, { force: true });
      await runSql('sqlite', `file:${file}`, 'CREATE TABLE junk (a INT)');
    },
  });
}

/** Loads a script by SQLite's own shell. Gives what was refused, a line each. */
async function load(file: string, script: string): Promise<string[]> {
  const running = run('sqlite3', [file], { cwd: dirname(script), maxBuffer: 1 << 28 });
  running.child.stdin?.end(`.read '${script.replaceAll("'", "''")}'\n`);
  const { stderr } = await running.catch((error) => {
    if (typeof error.code !== 'number') throw error;
    return error as { stderr: string };
  });
  return stderr.split('\n').filter((line) => /error/i.test(line));
}

/** The shell's own dump, with what it says of what it cannot read, and the settings that lie in the file. */
async function textOf(file: string): Promise<string> {
  const commands = [...settings.map((name) => `PRAGMA ${name}`), '.dump'];
  const { stdout, stderr } = await run('sqlite3', [file, ...commands], { maxBuffer: 1 << 30 });
  return `${stdout}${stderr}`;
}

function isDatabase(file: string): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(head.length);
    readSync(descriptor, bytes, 0, head.length, 0);
    return bytes.toString('latin1') === head;
  } finally {
    closeSync(descriptor);
  }
}

export const sqliteLibrary: Kind = {
  servers: ['sqlite'],
  takes: (file) => isScript(file) || isDatabase(file),
  async start() {
    await run('sqlite3', ['-version']).catch(() => {
      throw new Error('SQLite’s own shell tells what is in a file: install sqlite3');
    });
    const [row] = await queryRows('sqlite', 'file::memory:', 'SELECT sqlite_version() AS version');
    return { label: `SQLite ${row?.['version']}`, tryPlace, stop: async () => {} };
  },
};
