import { readdirSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What becomes one database, most often: a file, or a folder of scripts that belong together. */
export interface Place {
  readonly name: string;
  /** Absolute, in the order in which they are loaded. */
  readonly files: readonly string[];
}

/** What is in the folder and is taken, by name. Throws where the folder cannot be read. */
export function findPlaces(folder: string, takes: (file: string) => boolean): Place[] {
  return readdirSync(folder)
    .sort()
    .map((each) => join(folder, each))
    .flatMap((path) => {
      const files = statSync(path).isDirectory() ? scriptsOf(path, takes) : [path].filter(takes);
      return files.length > 0 ? [{ name: basename(path).replace(/\.sql$/, ''), files }] : [];
    });
}

/** Tables come before what fills them. */
function scriptsOf(folder: string, takes: (file: string) => boolean): string[] {
  const isSchema = (name: string) => Number(/schema|tables|structure/.test(name));
  const byName = (a: string, b: string) => (a < b ? -1 : 1);
  const names = readdirSync(folder).sort((a, b) => isSchema(b) - isSchema(a) || byName(a, b));
  return names.map((name) => join(folder, name)).filter((file) => statSync(file).isFile() && takes(file));
}
