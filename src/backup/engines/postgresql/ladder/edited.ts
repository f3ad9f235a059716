import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { Host } from '../../../../host.ts';
import { fetchedPrefix } from '../../../manifest/format.ts';
import type { Toc } from './toc.ts';

interface Edited {
  readonly file: string;
  discard(): Promise<void>;
}

/**
 * A copy of an archive whose every session keeps the search path that it begins with. An archive begins by emptying it, and
 * no setting from outside comes after that; the statement is replaced by one of the same length, so that pg_restore can still
 * load several tables at once. It shares the archive's blocks where the file system can. It lies where fetched payloads lie,
 * which the next command removes where this one is killed.
 */
export async function keepSearchPath(host: Host, file: string, { searchPath }: Toc): Promise<Edited> {
  const { promises } = host.fs;
  const name = `${fetchedPrefix}${host.pid}-${randomBytes(6).toString('hex')}`;
  const folder = join(dirname(dirname(file)), name);
  const discard = () => promises.rm(folder, { recursive: true, force: true }).catch(() => {});
  await promises.mkdir(folder, { mode: 0o700 });
  try {
    const copy = join(folder, basename(file));
    await promises.copyFile(file, copy, host.fs.constants.COPYFILE_FICLONE);
    await promises.chmod(copy, 0o600);
    if (searchPath) await overwrite(host, copy, searchPath);
    return { file: copy, discard };
  } catch (error) {
    await discard();
    throw error;
  }
}

async function overwrite(host: Host, file: string, { at, length }: NonNullable<Toc['searchPath']>): Promise<void> {
  const statement = Buffer.from(`${'RESET search_path;'.padEnd(length - 1)}\n`);
  const handle = await host.fs.promises.open(file, 'r+');
  try {
    await handle.write(statement, 0, statement.length, at);
  } finally {
    await handle.close();
  }
}
