/**
 * `npm run memory -- [bytes…]`: how much memory a proof of an SQLite backup takes, for a small and for a large one (10 MB and
 * 1 GB): below 150 MB, whatever the size.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../backup/engines/bundle.ts';
import { fillSqlite } from './fill.ts';

const given = process.argv.slice(2).map(Number);
const sizes = given.length > 0 ? given : [10e6, 1e9];
/** Kilobytes. */
const limit = 150_000;

const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
const programs = {
  backup: bundle(join(import.meta.dirname, 'backup-program.ts')),
  verify: bundle(join(import.meta.dirname, 'verify-program.ts')),
};
try {
  for (const bytes of sizes) {
    const folder = join(scratch, String(bytes));
    mkdirSync(folder);
    const url = fillSqlite(join(folder, 'bench.db'), bytes);
    for (const [name, { path }] of Object.entries(programs)) {
      const begun = performance.now();
      const said = execFileSync(process.execPath, [path, url, folder], { cwd: folder, encoding: 'utf8' }).trim();
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      console.info(`${name} of ${bytes / 1e6} MB in ${seconds} s: ${said} (limit ${limit} kB)`);
      if (Number(/at most (\d+) kB/.exec(said)?.[1] ?? limit) >= limit) process.exitCode = 1;
    }
    rmSync(folder, { recursive: true });
  }
} finally {
  for (const program of Object.values(programs)) program.remove();
  rmSync(scratch, { recursive: true, force: true });
}
