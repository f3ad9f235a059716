import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Absolute path of the first program of that name. */
export function programOnPath(name: string): string | undefined {
  const paths = (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name));
  return paths.find((path) => existsSync(path));
}
