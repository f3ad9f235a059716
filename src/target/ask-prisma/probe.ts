/**
 * Asks the user's own Prisma 5, 6 or 7 which database it would use: it is run once with a command that only
 * reads (`migrate status`), while bin/probe-engine.js stands in for its schema engine and reports what it is given.
 * So no rule about `.env`, config files or schema folders is written down a second time.
 */
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import path from 'node:path';
import { makeOwnFolder } from '../../channel/own-folder.ts';
import { shippedProgram } from '../../channel/shipped.ts';
import { startCli } from '../../channel/start-cli.ts';
import type { Host } from '../../host.ts';
import { reasonIn } from '../../secrets/clean.ts';
import type { RealCli } from '../../types.ts';
import type { Contact } from './contact.ts';

export interface Probe {
  readonly starts: readonly Contact[];
  /** Why there may be too few: what the CLI said itself, on one line, without URLs. Empty where it said nothing. */
  readonly said: string;
  /** The end of all that it printed, as it is. */
  readonly output: string;
  /** Whether it read a config file, which may hand the connection to a driver adapter. */
  readonly configured: boolean;
}

/** `words`: the read-only command line. `toTheEnd`: go on after the connection check, up to the first real question. */
export async function probe(host: Host, cli: RealCli, words: readonly string[], toTheEnd: boolean): Promise<Probe> {
  const folder = makeOwnFolder(host);
  try {
    const address =
      host.platform === 'win32' ? `\\\\.\\pipe\\interlock-${randomBytes(16).toString('hex')}` : path.join(folder, 's');
    const starts: Contact[] = [];
    const server = await listen(address, toTheEnd, starts);
    try {
      const output = await run(host, cli, words, address);
      return { starts, output, said: reasonIn(output), configured: output.includes('Loaded Prisma config') };
    } finally {
      server.close();
    }
  } finally {
    host.fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function listen(address: string, toTheEnd: boolean, starts: Contact[]): Promise<Server> {
  const { createServer } = await import('node:net');
  const server = createServer((socket: Socket) => {
    let text = '';
    socket.on('error', () => socket.destroy());
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (!text.endsWith('\n')) return;
      socket.write(toTheEnd ? 'go\n' : 'stop\n');
      starts.push(JSON.parse(text) as Contact);
      text = '';
    });
  });
  server.listen(address);
  await once(server, 'listening');
  return server;
}

/** Everything the CLI wrote, once it has ended. */
async function run(host: Host, cli: RealCli, words: readonly string[], address: string): Promise<string> {
  const engine = shippedProgram(host, 'probe-engine.js');
  const options = {
    cwd: host.cwd,
    stdio: ['ignore', 'pipe', 'pipe'] as const,
    windowsHide: true,
    env: {
      ...host.env,
      // The engine program is found by its shebang, also where Node itself is not on the PATH.
      PATH: [host.env.PATH, path.dirname(host.node)].filter(Boolean).join(path.delimiter),
      PRISMA_INTERLOCK_PROBE: address,
      PRISMA_SCHEMA_ENGINE_BINARY: engine,
      // Any file will do, it is not loaded; without one, 5 and 6 would download theirs first.
      PRISMA_QUERY_ENGINE_LIBRARY: host.env.PRISMA_QUERY_ENGINE_LIBRARY ?? engine,
      CHECKPOINT_DISABLE: '1',
    },
  } as const;
  const nodeOptions = ['--require', shippedProgram(host, 'probe-preload.cjs')];
  const child = startCli(host, cli, { nodeOptions, words, options });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-20_000);
    });
  }
  const closed = once(child, 'close');
  await once(child, 'exit');
  // A config file may have started something that holds the pipe open for good.
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 500).unref())]);
  child.stdout?.destroy();
  child.stderr?.destroy();
  return text;
}
