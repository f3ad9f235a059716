import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** The package as it is installed, with the bundles in dist/: absolute path of the program, links resolved. */
export function installInterlock(): { program: string; remove(): void } {
  const cache = join(root, 'node_modules', '.cache');
  mkdirSync(cache, { recursive: true });
  const home = mkdtempSync(join(cache, 'interlock-'));
  for (const part of ['package.json', 'bin', 'dist']) cpSync(join(root, part), join(home, part), { recursive: true });
  return {
    program: join(home, 'bin', 'prisma-interlock.js'),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
