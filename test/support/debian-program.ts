import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const find = (name: string) =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, name))
    .find(existsSync);

/** Absolute path of a program, installed where that is ours to do (root on Debian and its kin); else says what to install. */
export async function debianProgram(name: string, from: string): Promise<string> {
  const found = find(name);
  if (found !== undefined) return found;
  const apt = find('apt-get');
  if (apt !== undefined && process.getuid?.() === 0) {
    const options = {
      timeout: 600_000,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      maxBuffer: 1 << 26,
    };
    await promisify(execFile)(apt, ['update'], options);
    await promisify(execFile)(apt, ['install', '--yes', '--no-install-recommends', from], options);
    const installed = find(name);
    if (installed !== undefined) return installed;
  }
  throw new Error(`The tests need ${name}. On Debian or Ubuntu: sudo apt-get install ${from}`);
}
