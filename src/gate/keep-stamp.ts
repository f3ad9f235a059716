import type { Host } from '../host.ts';
import { identify } from '../target/identity.ts';
import { databaseUrls } from './database-urls.ts';
import type { EngineRequest } from './describe-call.ts';
import type { EngineStart } from './engine-start.ts';

/**
 * The engine throws away the stamp in an SQLite file by its reset, which truncates it. Gives what puts it back, to be called when
 * the engine has answered; undefined where there is none. Never throws: without it the stamp beside the file still says the same.
 */
export async function keepStamp(
  host: Host,
  start: EngineStart,
  { params }: EngineRequest,
): Promise<(() => Promise<void>) | undefined> {
  try {
    const { main, base } = databaseUrls(host, start, params);
    if (!main?.startsWith('file:')) return undefined;
    const file = identify(main, { cwd: base, realpath: (path) => host.fs.realpathSync(path) }).database;
    // As `besideName` spells it: without a stamp nothing is loaded.
    if (!host.fs.existsSync(`${file}.interlock_stamp`)) return undefined;
    const { keepMark } = await import('../databases/sqlite/stamp.ts');
    const putBack = keepMark(host, file);
    return putBack && (() => putBack().catch(() => {}));
  } catch {
    return undefined;
  }
}
