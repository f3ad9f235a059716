import { pathToFileURL } from 'node:url';
import type { Host } from '../host.ts';
import { passHere } from '../pass.ts';
import type { RealCli } from '../types.ts';

interface Loader {
  _load(file: string, parent: null, isMain: true): unknown;
}

/** Node cannot become a program that is none of its own, nor load an ES module through Yarn's loader once it runs. */
export function runsHere({ module, apart }: RealCli): boolean {
  return module === 'commonjs' || (module === 'esm' && !apart);
}

/**
 * Turns this process into the real CLI: no second start of Node, and its exit code and signals are ours by nature.
 * `_load` as the main module, because 5 and 6 do nothing when they are merely required (`require.main`).
 */
export async function runHere(host: Host, cli: RealCli): Promise<void> {
  host.becomeProgram([host.node, cli.path, ...host.argv]);
  passHere();
  if (cli.module === 'esm') {
    await import(pathToFileURL(cli.path).href);
    return;
  }
  (host.module() as unknown as Loader)._load(cli.path, null, true);
}
