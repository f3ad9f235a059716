import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const root = join(dirname(fileURLToPath(import.meta.url)), '../fixtures');

/** Packages that the tests run but the project does not depend on, each in its own folder with its own lock. */
const installed = ['engine', 'prisma5', 'prisma6', 'prisma7', 'prisma8', 'node22', 'node24', 'postgres18'];

const stampName = 'node_modules/.installed-lock';

export function fixturePath(...parts: string[]): string {
  return join(root, ...parts);
}

/** Installs what its lock does not yet find installed. The workers of a run call it, each for what its file needs. */
export async function installFixtures(wanted: readonly string[] = installed): Promise<void> {
  const here = `${process.platform}-${process.arch}`;
  const names = wanted.filter((name) => here === 'linux-x64' || !/^(node|postgres)/.test(name));
  const missing = names.map((name) => fixturePath(name)).filter((folder) => !isInstalled(folder));
  if (missing.length === 0) return;
  const release = await takeLock(fixturePath('.installing'));
  try {
    for (const folder of missing) await installFixture(folder);
  } finally {
    release();
  }
}

/** Two test runs at once in one checkout must not both run npm in it. A lock whose holder has died is taken over. */
async function takeLock(file: string): Promise<() => void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file);
    } catch {
      if (existsSync(file) && !isAlive(Number(readFileSync(file, 'utf8')))) rmSync(file, { force: true });
      else await sleep(500);
    }
  }
  throw new Error(`Another test run has been installing fixtures for ten minutes. If none is, delete ${file}.`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

const lockHash = (folder: string) =>
  createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex');

function isInstalled(folder: string): boolean {
  const stamp = join(folder, stampName);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash(folder);
}

async function installFixture(folder: string): Promise<void> {
  if (isInstalled(folder)) return;
  console.info(`Installing ${folder} (once)`);
  // Scripts stay off: they would download engines that no test uses.
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: folder, timeout: 600_000, maxBuffer: 1 << 26, shell: process.platform === 'win32' };
  await promisify(execFile)('npm', args, options);
  writeFileSync(join(folder, stampName), lockHash(folder));
}
