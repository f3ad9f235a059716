/**
 * `tsx test/bench/memory.ts [bytes…]`: how much memory our own process takes for a backup of a small and of a large
 * database (10 MB and 5 GB). The tools of a server are processes of their own and not counted.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../backup/engines/bundle.ts';
import { startMariadb } from '../support/mariadb.ts';
import { startPostgres } from '../support/postgres.ts';
import { fillMariadb, fillPostgres, fillSqlite } from './fill.ts';

const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [10e6, 5e9];
/** What a large one may take more than a small one. */
const limit = 1.25;

const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
const program = bundle(join(import.meta.dirname, 'backup-program.ts'));
try {
  for (const name of ['SQLite', 'PostgreSQL', 'MariaDB'] as const) {
    const taken: number[] = [];
    for (const bytes of sizes) taken.push(await measure(name, bytes));
    const ratio = Math.max(...taken) / Math.min(...taken);
    console.info(`${name}: ${taken.join(' kB, ')} kB; ratio ${ratio.toFixed(2)} (limit ${limit})`);
    if (ratio > limit) process.exitCode = 1;
  }
} finally {
  program.remove();
  rmSync(scratch, { recursive: true, force: true });
}

/** Kilobytes. */
async function measure(name: 'SQLite' | 'PostgreSQL' | 'MariaDB', bytes: number): Promise<number> {
  const folder = join(scratch, String(bytes));
  mkdirSync(folder);
  const server = name === 'PostgreSQL' ? await startPostgres() : name === 'MariaDB' ? await startMariadb() : undefined;
  try {
    const fill = name === 'PostgreSQL' ? fillPostgres : fillMariadb;
    const url = server ? await fill(server.info, 'bench', bytes) : fillSqlite(join(folder, 'bench.db'), bytes);
    const said = execFileSync(process.execPath, [program.path, url, folder], { cwd: folder, encoding: 'utf8' });
    return Number(/at most (\d+) kB/.exec(said)?.[1]);
  } finally {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
