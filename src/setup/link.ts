import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Host } from '../host.ts';
import type { PlacedPrisma } from '../project/installed.ts';
import { hasLine, insertLine, removeLine } from '../project/line.ts';

export interface Linked {
  readonly file: string;
  readonly version: string;
  /** `kept`: it was already as it should be. `refused`: `why` tells. */
  readonly result: 'changed' | 'kept' | 'refused';
  readonly why?: string;
}

/** Whether a CLI's file would be changed by `link`. */
export function needsLink(host: Host, { file }: PlacedPrisma, direction: 'in' | 'out'): boolean {
  return hasLine(host.fs.readFileSync(file, 'latin1')) !== (direction === 'in');
}

/** Puts the line into a CLI's file, or takes it out. `root`: of the project, links resolved. Never throws. */
export function link(host: Host, root: string, cli: PlacedPrisma, direction: 'in' | 'out'): Linked {
  const { file, version } = cli;
  try {
    const text = host.fs.readFileSync(file, 'latin1');
    if (hasLine(text) === (direction === 'in')) return { file, version, result: 'kept' };
    if (!file.startsWith(root + path.sep)) {
      return { file, version, result: 'refused', why: 'it lies outside of the project, which others may share' };
    }
    replace(host, file, direction === 'in' ? insertLine(text, cli.module) : removeLine(text));
    return { file, version, result: 'changed' };
  } catch (error) {
    return { file, version, result: 'refused', why: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

/**
 * As a new file under the same name: the old one may be a hard link to what other projects use (pnpm, Bun).
 * Bytes pass through latin1 as they are.
 */
function replace(host: Host, file: string, text: string): void {
  const { mode } = host.fs.statSync(file);
  const fresh = path.join(path.dirname(file), `.interlock-${randomBytes(6).toString('hex')}`);
  try {
    host.fs.writeFileSync(fresh, text, 'latin1');
    host.fs.chmodSync(fresh, mode & 0o7777);
    host.fs.renameSync(fresh, file);
  } catch (error) {
    host.fs.rmSync(fresh, { force: true });
    throw error;
  }
}
