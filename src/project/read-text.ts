import type { Host } from '../host.ts';
import { readRegular } from './regular-file.ts';

/** Undefined where it cannot be read. */
export function readText(host: Host, file: string): string | undefined {
  try {
    return readRegular(host, file).toString();
  } catch {
    return undefined;
  }
}
