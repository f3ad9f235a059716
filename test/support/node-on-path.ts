import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The Node that a program started with this environment would run on; the one that runs the tests where it has none. */
export function nodeOnPath(env: Readonly<Record<string, string | undefined>>): string {
  const folders = (env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return folders.map((folder) => join(folder, 'node')).find((file) => existsSync(file)) ?? process.execPath;
}
