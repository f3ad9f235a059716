import { fileURLToPath } from 'node:url';
import type { Host } from '../host.ts';

/** Absolute path of a file of our bin/ folder, from the bundle in dist/ as from the sources. */
export function shipped(host: Host, name: string): string {
  const [bundled, source] = ['../bin/', '../../bin/'].map((up) => fileURLToPath(new URL(up + name, import.meta.url)));
  return bundled !== undefined && host.fs.existsSync(bundled) ? bundled : (source ?? '');
}
