import { join } from 'node:path';
import type { Host } from '../../host.ts';
import { projectName } from '../manifest/format.ts';
import type { GoodEntry } from '../repository/read.ts';
import { fromText } from './project-files.ts';

/** A file of the project as a backup has it. */
export interface FileThen {
  readonly entry: GoodEntry;
  /** Absolute path of the JSON that holds it in base64, by its path in the project. */
  readonly file: string;
  readonly name: string;
}

/** The first of these backups that has a file of that end and those bytes. Only of plain folders, which cost no more than a read. */
export function findFileThen(
  host: Host,
  entries: readonly GoodEntry[],
  end: string,
  isRight: (bytes: Buffer) => boolean,
): FileThen | undefined {
  for (const entry of entries.filter(({ repository }) => typeof repository === 'string')) {
    const file = join(entry.path, projectName);
    try {
      const files = fromText(host.fs.readFileSync(file, 'utf8'));
      const found = [...files].find(([name, bytes]) => name.endsWith(end) && isRight(bytes));
      if (found) return { entry, file, name: found[0] };
    } catch {
      // It has none, or one that cannot be read.
    }
  }
  return undefined;
}
