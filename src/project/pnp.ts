import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Host } from '../host.ts';
import { nearestFolder } from './upward.ts';

/**
 * Where Yarn's Plug'n'Play keeps the packages of a folder, and this Node was started without it, it is switched on, in this
 * process and by NODE_OPTIONS in those that it starts. True where that was done: what was not found may be found now.
 */
export function switchOnPnp(host: Host, folder: string): boolean {
  const home = nearestFolder(path.resolve(folder), (each) => host.fs.existsSync(path.join(each, '.pnp.cjs')));
  // Only Yarn's runtime has this.
  const running = 'findPnpApi' in host.module();
  if (home === undefined || running) return false;
  const map = path.join(home, '.pnp.cjs');
  const { setup } = host.module().createRequire(map)(map) as { setup(): void };
  setup();
  const esm = path.join(home, '.pnp.loader.mjs');
  const loader = host.fs.existsSync(esm) ? ['--experimental-loader', pathToFileURL(esm).href] : [];
  const options = [host.env.NODE_OPTIONS, '--require', quote(map), ...loader];
  host.setVariables({ NODE_OPTIONS: options.filter(Boolean).join(' ') });
  return true;
}

/** NODE_OPTIONS takes blanks in a path between quotes. */
function quote(file: string): string {
  return /\s/.test(file) ? JSON.stringify(file) : file;
}
