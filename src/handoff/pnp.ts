import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Host } from '../host.ts';

/**
 * Where Yarn's Plug'n'Play keeps the packages of a folder, and this Node was started without it, it is switched on in this
 * process before `resolve` looks again. `resolve` gets the words with which a child has it as well.
 */
export function resolveInPnp<T>(
  host: Host,
  folder: string,
  resolve: (loader: readonly string[]) => T | undefined,
): T | undefined {
  const map = nearest(host, folder, '.pnp.cjs');
  // Only Yarn's runtime has this.
  const running = 'findPnpApi' in host.module();
  if (map === undefined || running) return undefined;
  const { setup } = host.module().createRequire(map)(map) as { setup(): void };
  setup();
  const esm = path.join(path.dirname(map), '.pnp.loader.mjs');
  const loader = ['--require', map];
  if (host.fs.existsSync(esm)) loader.push('--experimental-loader', pathToFileURL(esm).href);
  return resolve(loader);
}

function nearest(host: Host, start: string, name: string): string | undefined {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    const file = path.join(folder, name);
    if (host.fs.existsSync(file)) return file;
    if (path.dirname(folder) === folder) return undefined;
  }
}
