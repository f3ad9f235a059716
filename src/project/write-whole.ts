import type { Host } from '../host.ts';

/** Durable, and whole or not at all. Throws what the system throws, and leaves nothing beside the file then. */
export function writeWhole({ fs, pid }: Pick<Host, 'fs' | 'pid'>, file: string, text: string, mode: number): void {
  const fresh = `${file}.${pid}`;
  try {
    fs.writeFileSync(fresh, text, { mode, flush: true });
    fs.renameSync(fresh, file);
  } catch (error) {
    fs.rmSync(fresh, { force: true });
    throw error;
  }
}
