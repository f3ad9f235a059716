import path from 'node:path';
import type { Host } from '../host.ts';

/** Absolute path of a program in our bin/ folder. */
export function shippedProgram(host: Host, name: string): string {
  return path.join(host.packageFolder, 'bin', name);
}
