import path from 'node:path';
import type { Host } from '../host.ts';
import { packageOf } from './own-program.ts';

/**
 * Whether a process is the child of a shim of ours, as far as this machine tells. True where it does not tell (other systems
 * than Linux): there the descriptor alone counts.
 */
export function isStartedByUs(host: Host, pid: number): boolean {
  const parent = parentOf(host, pid);
  return parent === undefined || isShim(host, parent);
}

/** Whether a process runs a program of our package, or a Prisma CLI, whose file may hold our line. */
export function isShim(host: Host, pid: number): boolean {
  const words = host.platform === 'linux' ? wordsOf(host, pid) : undefined;
  if (words === undefined) return true;
  const program = programIn(words);
  return program !== undefined && isProgramOfOurs(host, program, folderOf(host, pid));
}

/** Options of Node's that take the next word for their value, as far as they stand before a program's name. */
const withValue = [
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
  '--env-file',
];

/** What Node runs: the first word that is no option. A word behind it is whatever the program makes of it. */
function programIn(words: readonly string[]): string | undefined {
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (/^(-e|-p|-pe|--eval|--print)\b/.test(word)) return undefined;
    if (withValue.includes(word)) index += 1;
    else if (!word.startsWith('-')) return word;
  }
  return undefined;
}

function isProgramOfOurs(host: Host, word: string, folder: string): boolean {
  try {
    const name = packageOf(host, path.resolve(folder, word));
    return name === 'prisma-interlock' || name === 'prisma' || name === '@prisma/prisma7';
  } catch {
    return false;
  }
}

function wordsOf(host: Host, pid: number): string[] | undefined {
  try {
    return host.fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(1, 40);
  } catch {
    return undefined;
  }
}

function folderOf(host: Host, pid: number): string {
  try {
    return host.fs.readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return host.cwd;
  }
}

/** Undefined where this machine does not tell, or no such process is there. */
export function parentOf(host: Host, pid: number): number | undefined {
  if (host.platform !== 'linux') return undefined;
  try {
    const found = /^PPid:\s*(\d+)$/m.exec(host.fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}
