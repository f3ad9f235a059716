import type { Duplex } from 'node:stream';
import type { Host } from '../host.ts';
import type { RealCli } from '../types.ts';
import { channelDescriptor, channelVariable, innerDescriptor } from './descriptor.ts';
import { type Listener, listen } from './shim-end.ts';
import { shippedProgram } from './shipped.ts';

type ChildProcess = import('node:child_process').ChildProcess;
type SpawnOptions = import('node:child_process').SpawnOptions;

interface Start {
  /** In front of the CLI's file. */
  readonly nodeOptions?: readonly string[];
  readonly words: readonly string[];
  /** `stdio`: of the first three descriptors. */
  readonly options: Omit<SpawnOptions, 'stdio'> & { readonly stdio: readonly ('inherit' | 'ignore' | 'pipe')[] };
  /** Who answers what the gate asks. Without it the gate of this CLI judges by itself. */
  readonly listener?: Listener | undefined;
  readonly failed?: ((error: unknown) => void) | undefined;
}

/**
 * Starts the real CLI as a line that was judged: a preload tells its own file so, reports what it starts as its schema engine,
 * and hands our channel on to that alone. Throws what `spawn` throws.
 */
export function startCli(
  host: Host,
  cli: RealCli,
  { nodeOptions = [], words, options, listener, failed }: Start,
): ChildProcess {
  const preload = ['--require', shippedProgram(host, 'cli-preload.cjs')];
  const told = `${host.pid} ${listener ? 'hears' : 'judged'}`;
  const child = host.childProcess().spawn(host.node, [...nodeOptions, ...preload, cli.path, ...words], {
    ...options,
    stdio: [...options.stdio, 'pipe', ...(listener ? (['pipe'] as const) : [])],
    env: { ...options.env, [channelVariable]: told },
  });
  // Where no more files may be open Node gives a child without any, and tells of it later.
  const stdio = child.stdio as ChildProcess['stdio'] | undefined;
  const channels = [channelDescriptor, innerDescriptor].flatMap(
    (at) => (stdio?.[at] as Duplex | null | undefined) ?? [],
  );
  for (const channel of channels) channel.on('error', () => {});
  if (listener) listen(channels, listener, (error) => failed?.(error));
  // A gate that outlives its CLI hears that there is nobody to answer.
  child.once('exit', () => {
    for (const channel of channels) channel.destroy();
  });
  return child;
}
