import type { Host } from '../host.ts';

/** Undefined where it cannot be read. */
export function readText(host: Host, file: string): string | undefined {
  try {
    return host.fs.readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
