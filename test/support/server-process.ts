import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

export interface ServerInfo {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** A superuser. */
  readonly user: string;
  readonly password: string;
  readonly dataDir: string;
  readonly pid: number;
}

export interface RunningServer {
  readonly info: ServerInfo;
  stop(): Promise<void>;
}

/** A port of the loopback interface that was free a moment ago. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject()));
    });
  });
}

export interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

/** Database servers refuse to run as root: then the account they were installed with, else whoever runs the tests. */
export async function serverOwner(account: string): Promise<Owner> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => Number((await promisify(execFile)('id', [flag, account])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

export function spawnServer(file: string, args: readonly string[], options: Owner & { cwd: string }): ChildProcess {
  return spawn(file, args, {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
  });
}

/** Waits until `connects` stops throwing, for 30 seconds at most; the server's own words go into the error. */
export async function waitUntilUp(server: ChildProcess, connects: () => Promise<void>): Promise<void> {
  let printed = '';
  server.stderr?.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-4000);
  });
  let last: unknown;
  for (let tries = 0; tries < 300 && server.exitCode === null; tries += 1) {
    try {
      return await connects();
    } catch (error) {
      last = error;
      await sleep(100);
    }
  }
  server.kill('SIGKILL');
  throw new Error(`${server.spawnfile} did not come up: ${String(last)}\n${printed}`);
}

/** Asks by `signal`; after ten seconds kills. */
export async function stopServer(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  server.kill(signal);
  for (let tries = 0; tries < 100 && server.exitCode === null && server.signalCode === null; tries += 1)
    await sleep(100);
  if (server.exitCode === null && server.signalCode === null) server.kill('SIGKILL');
}
