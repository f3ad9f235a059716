import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The package as it is installed, with a bundle of its present source: absolute path of the program, links resolved. */
export function installInterlock(): { program: string; remove(): void } {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const home = mkdtempSync(join(cache, 'interlock-'));
  for (const part of ['package.json', 'bin']) cpSync(join(root, part), join(home, part), { recursive: true });
  const tsdown = join(root, 'node_modules', 'tsdown', 'dist', 'run.mjs');
  const words = [
    '--no-config',
    '--platform',
    'node',
    '--format',
    'esm',
    '--no-fixed-extension',
    '--no-dts',
    '--out-dir',
    join(home, 'dist'),
  ];
  const built = spawnSync(process.execPath, [tsdown, 'src/programs/interlock.ts', ...words], {
    cwd: root,
    encoding: 'utf8',
  });
  if (built.status !== 0) throw new Error(`${built.stdout}${built.stderr}`);
  return {
    program: join(home, 'bin', 'prisma-interlock.js'),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
