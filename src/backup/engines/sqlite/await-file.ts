/** Waits for those who are at work in the file that is to be replaced, and says who they are. */
import { isLocked } from '../../../databases/sqlite/faults.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { EngineContext } from '../contract.ts';
import { listHolders } from './file-holders.ts';

/** In milliseconds: how long SQLite waits in one try, how long we do after it, and from when on it is told for whom. */
export const tryFor = 750;
const pause = 250;
const first = 2000;
const defaultPatienceMs = 30_000;

/** Tries again while others hold a lock. Throws `restore-refused` with their names at the end of the patience, and what else fails. */
export async function whenFree<T>(context: EngineContext, file: string, work: () => Promise<T>): Promise<T> {
  const { host, target, tell, patienceMs = defaultPatienceMs } = context;
  let told = '';
  for (let waited = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      if (!isLocked(error)) throw error;
      waited += tryFor + pause;
      if (waited >= patienceMs) throw occupied(context, file, error);
      const names = listHolders(host, file).map(({ name }) => name);
      const who = names.length > 0 ? names.join('; ') : 'another program';
      if (waited >= first && who !== told) {
        told = who;
        tell?.(`Waiting for ${who}, which has ${target.label} in use.`);
      }
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

/** In the words that PostgreSQL's occupants get. */
export function occupied({ host, target }: EngineContext, file: string, cause?: unknown): InterlockError {
  const holders = listHolders(host, file);
  const pids = holders.map(({ pid }) => pid).join(',');
  return new InterlockError('restore-refused', {
    what: 'The restore was not done: somebody else is in the database.',
    why:
      holders.length > 0
        ? `${target.label} is used by ${holders.map(({ name }) => name).join('; ')}. A file in use cannot be replaced.`
        : `Another program has ${file} open. A file in use cannot be replaced.`,
    next: [
      'Stop these programs, and try again.',
      ...(holders.length > 0 ? [`What they are: ps -o pid,user,lstart,args -p ${pids}`] : []),
    ],
    cause,
  });
}
