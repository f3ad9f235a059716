import { nothing, type Result } from './round.ts';

/** A server, as far as its databases are concerned. All by name. */
interface Server {
  list(): Promise<readonly string[]>;
  /** The one that scripts are loaded into, unless they make one of their own. */
  make(): Promise<unknown>;
  /** Gives what the server refused. */
  load(): Promise<readonly string[]>;
  holdsAnything(name: string): Promise<boolean>;
  go(name: string): Promise<Result>;
  drop(name: string): Promise<unknown>;
}

/** Many scripts make a database of their own. Whatever is there afterwards and holds something goes the whole way. */
export async function tryMade({ list, make, load, holdsAnything, go, drop }: Server): Promise<readonly Result[]> {
  const former = await list();
  const made = async () => (await list()).filter((each) => !former.includes(each));
  await make();
  try {
    const refused = await load();
    const results: Result[] = [];
    for (const name of await made()) {
      if (await holdsAnything(name)) results.push({ ...(await go(name)), refused });
    }
    return results.length > 0 ? results : [{ ...nothing, outcome: `not loaded: ${refused[0] ?? 'no tables'}` }];
  } finally {
    for (const name of await made()) await drop(name);
  }
}
