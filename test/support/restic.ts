import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptInstall } from './apt.ts';
import { programOnPath } from './program-on-path.ts';
import { freePort, stopServer, waitUntilUp } from './server-process.ts';

const programs = ['restic', 'rclone', 'xdelta3'];

/** Installs restic, the server for it and xdelta3 where that is ours to do (root on Debian and its kin); else says what to install. */
export async function installRestic(): Promise<void> {
  const missing = () => programs.filter((name) => programOnPath(name) === undefined);
  if (missing().length === 0) return;
  await aptInstall(missing());
  if (missing().length > 0) {
    throw new Error(
      `These tests need restic, rclone and xdelta3, on Debian or Ubuntu: sudo apt-get install ${missing().join(' ')}`,
    );
  }
}

export interface ResticServer {
  /** With user and password. */
  readonly url: string;
  readonly password: string;
  /** What it serves. */
  readonly folder: string;
  stop(): Promise<void>;
  remove(): void;
}

/** `rclone serve restic` on a free port of the loopback interface. */
export async function startResticServer(): Promise<ResticServer> {
  const [home, port] = [mkdtempSync(join(tmpdir(), 'interlock-restic-')), await freePort()];
  const password = 'rest-s3cret%20';
  const args = [
    'serve',
    'restic',
    '--addr',
    `127.0.0.1:${port}`,
    '--user',
    'app',
    '--pass',
    password,
    join(home, 'served'),
  ];
  const env = { PATH: process.env.PATH, HOME: home, RCLONE_CONFIG: join(home, 'rclone.conf') };
  const server = spawn('rclone', args, { cwd: home, env, stdio: ['ignore', 'ignore', 'pipe'] });
  await waitUntilUp(server, async () => {
    const answer = await fetch(`http://127.0.0.1:${port}/config`);
    if (answer.status !== 401) throw new Error(`it answers ${answer.status}`);
  });
  return {
    url: `rest:http://app:${encodeURIComponent(password)}@127.0.0.1:${port}/`,
    password,
    folder: join(home, 'served'),
    stop: () => stopServer(server, 'SIGTERM'),
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}
