import type { Host } from '../host.ts';
import { channelDescriptor, channelVariable, type News, startVariable } from './descriptor.ts';
import { isChannel } from './gate-end.ts';
import { isGate } from './own-program.ts';
import { isShim } from './parentage.ts';
import { passHere } from './pass.ts';
import { type Around, redirectEngine, type SpawnOptions } from './redirect-engine.ts';
import { engineVariable } from './variables.ts';

/**
 * What the shim has Node load into the CLI that it starts: this process was judged; whatever it starts as its schema engine
 * is the gate, and gets the shim's descriptor. Nothing where no shim of ours is at the other end. `within`: a gate in this process.
 */
export function preload(host: Host, within: (host: Host) => NonNullable<Around['within']>): void {
  const [shim, mode] = host.env[channelVariable]?.split(' ') ?? [];
  host.setVariables({ [channelVariable]: undefined });
  forgetOption(host.execArgv as string[]);
  const isOurs = Number(shim) === host.parentPid && isChannel(host) && isShim(host, host.parentPid);
  if (!isOurs || !host.workerThreads().isMainThread) return;
  passHere();
  const gate = host.env[engineVariable];
  const around = mode === 'hears' ? { report: reportTo(host), within: within(host) } : undefined;
  if (gate && isGate(host, gate)) redirectEngine(host, gate, around);
}

/** What the CLI starts with Node's own options is no CLI that we started. */
function forgetOption(execArgv: string[]): void {
  const at = execArgv.findIndex((word) => /[\\/]cli-preload\.cjs$/.test(word));
  if (at > 0) execArgv.splice(at - 1, 2);
}

function reportTo(host: Host): Around['report'] {
  let starts = 0;
  return (words, options) => {
    starts += 1;
    const number = String(starts);
    const env = { ...(options.env ?? host.env), [startVariable]: number };
    if (asksWhetherThere(words)) {
      const cwd = String(options.cwd ?? host.cwd);
      const news: News = { kind: 'start', number, argv: words, cwd, env };
      host.fs.writeSync(channelDescriptor, `${JSON.stringify(news)}\n`);
    }
    return { ...options, env, stdio: withChannel(options.stdio) };
  };
}

/** The one job that the gate lets the engine do without reading it: it waits for the answer to this very news. */
function asksWhetherThere(words: readonly string[]): boolean {
  return words.includes('cli') && words.includes('can-connect-to-database');
}

function withChannel(stdio: SpawnOptions['stdio']): NonNullable<SpawnOptions['stdio']> {
  const [input = 'pipe', output = 'pipe', errors = 'pipe', ...more] = Array.isArray(stdio)
    ? stdio
    : Array.from({ length: 3 }, () => stdio);
  return [input, output, errors, channelDescriptor, ...more.slice(1)];
}
