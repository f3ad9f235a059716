import { pathToFileURL } from 'node:url';
import { passHere } from '../channel/pass.ts';
import type { Host } from '../host.ts';
import type { RealCli } from '../types.ts';

interface Loader {
  _load(file: string, parent: null, isMain: true): unknown;
}

/** Node cannot become a program that is none of its own, nor take in Yarn's loader of ES modules once it runs. */
export function runsHere({ module, apart }: RealCli): boolean {
  return module !== 'none' && !apart;
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
