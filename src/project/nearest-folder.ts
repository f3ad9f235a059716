import path from 'node:path';

/** The first folder from `start` upward that has it. */
export function nearestFolder(start: string, has: (folder: string) => boolean): string | undefined {
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (has(folder)) return folder;
    if (path.dirname(folder) === folder) return undefined;
  }
}
