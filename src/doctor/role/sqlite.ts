import path from 'node:path';
import type { Host } from '../../host.ts';
import { quoteArgv } from '../../secrets/quote.ts';
import type { Target } from '../../types.ts';
import type { Power, RoleReport } from '../diagnosis.ts';

/** A file has no roles: who may write it, or its folder, may empty or remove it. */
export function readSqliteFile(host: Host, target: Target): RoleReport {
  const file = target.identity.database;
  const places = [file, path.dirname(file)].filter((place) => host.fs.existsSync(place));
  const powers = places.flatMap((place): Power[] => {
    const { mode } = host.fs.statSync(place);
    const isFile = place === file;
    // On a folder with the sticky bit only the owner of a file removes it.
    if (host.platform === 'win32' || (!isFile && mode & 0o1000)) return [];
    return [
      { bit: 0o002, who: 'every user of this machine', change: 'o-w' },
      { bit: 0o020, who: 'every user of its group', change: 'g-w' },
    ]
      .filter(({ bit }) => mode & bit)
      .map(({ who, change }) => ({
        could: `be ${isFile ? 'overwritten' : 'removed'} by ${who}`,
        because: `${isFile ? 'the file' : 'its folder'} is writable for them`,
        stop: [quoteArgv(['chmod', change, place], 400)],
      }));
  });
  return { role: target.label, powers, keep: [] };
}
