import { randomBytes } from 'node:crypto';
import { letGo } from '../../../databases/sqlite/let-go.ts';
import type { Host } from '../../../host.ts';
import { keepFile, sidecars } from './scratch.ts';

/** How often, and after how many milliseconds, a rename is tried again. */
const again = { times: 20, pause: 100 };

/** Windows puts no file in the place of one that is open: by us still, or by what looks at files that change. */
export async function rename(host: Host, from: string, to: string): Promise<void> {
  for (let left = again.times; ; left--) {
    try {
      return host.fs.renameSync(from, to);
    } catch (error) {
      const isOpen = ['EPERM', 'EBUSY', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '');
      if (!isOpen || left === 0 || host.platform !== 'win32') throw error;
      await letGo(host);
      await new Promise((resolve) => setTimeout(resolve, again.pause));
    }
  }
}

/**
 * A file that cannot be read any more is kept, with what belongs to it, for whoever wants to look into it. Gives its name, and what undoes
 * that as long as nothing has taken its place.
 */
export function keepBroken({ fs }: Host, file: string): { readonly name: string; giveBack(): void } {
  const broken = `${file}.broken-${randomBytes(4).toString('hex')}`;
  const moved: string[] = [];
  const giveBack = () => {
    for (const end of moved) fs.renameSync(broken + end, file + end);
    fs.rmSync(broken, { force: true });
  };
  try {
    if (fs.existsSync(file)) keepFile({ fs }, file, broken);
    for (const end of sidecars) {
      if (!fs.existsSync(file + end)) continue;
      fs.renameSync(file + end, broken + end);
      moved.push(end);
    }
    return { name: broken, giveBack };
  } catch (error) {
    giveBack();
    throw error;
  }
}
