import path from 'node:path';
import type { Host } from '../host.ts';
import { packageOf } from './own-program.ts';

/**
 * Whether a process is the child of a shim of ours, as far as this machine tells: a file that anybody can write is not
 * enough. True where it does not tell (other systems than Linux).
 */
export function isStartedByUs(host: Host, pid: number): boolean {
  const parent = parentOf(host, pid);
  return parent === undefined || isShim(host, parent);
}

/** Whether a process runs a program of our package, or a Prisma CLI, whose file may hold our line. */
export function isShim(host: Host, pid: number): boolean {
  const words = host.platform === 'linux' ? wordsOf(host, pid) : undefined;
  return words === undefined || words.some((word) => isProgramOfOurs(host, word));
}

function isProgramOfOurs(host: Host, word: string): boolean {
  if (!path.isAbsolute(word) && !word.includes(path.sep)) return false;
  try {
    const name = packageOf(host, path.resolve(host.cwd, word));
    return name === 'prisma-interlock' || name === 'prisma' || name === '@prisma/prisma7';
  } catch {
    return false;
  }
}

function wordsOf(host: Host, pid: number): string[] | undefined {
  try {
    return host.fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(1, 20);
  } catch {
    return undefined;
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
