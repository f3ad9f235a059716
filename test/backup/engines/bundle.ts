import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');
const tsdown = join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs');

/** A TypeScript program as one that every Node runs. Inside the project, so that it finds the packages. */
export function bundle(program: string): { path: string; remove(): void } {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const outDir = mkdtempSync(join(cache, 'interlock-'));
  const words = [program, '--no-config', '--format', 'esm', '--no-dts', '--out-dir', outDir];
  const built = spawnSync(process.execPath, [tsdown, ...words], { cwd: root, encoding: 'utf8' });
  const name = readdirSync(outDir).find((file) => file.endsWith('program.mjs'));
  if (name === undefined) throw new Error(`tsdown made no program: ${built.stdout}${built.stderr}`);
  return { path: join(outDir, name), remove: () => rmSync(outDir, { recursive: true, force: true }) };
}
