/** Another database than the project's, as a person names it for a restore. */
import path from 'node:path';
import { identifyActor } from '../environment/actor.ts';
import { judge } from '../environment/judge.ts';
import { lookAround } from '../environment/judge-around.ts';
import { withOtherNames } from '../environment/other-names.ts';
import { recollect } from '../environment/recollect.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { createLooker } from '../target/look.ts';
import { createTarget } from '../target/target.ts';
import type { Target } from '../types.ts';
import type { Call } from './command.ts';
import { findPlace, findPolicy, needTarget, type Place } from './place.ts';

export type RestorePlace = Pick<Place, 'policy' | 'actor' | 'environment'> & { readonly target: Target };

/**
 * `word`: a URL of Prisma's, or the name of a database on the server of the project's own; of SQLite, a file. The place is
 * judged anew for it. Throws `usage` where it is no such thing, and `restore-refused` where a name has no server.
 */
export async function otherPlace(host: Host, options: Call['options'], word: string): Promise<RestorePlace> {
  const policy = await findPolicy(host);
  const looked = await createLooker(host).at(await otherTarget(host, options, word));
  const memory = recollect(host);
  const resolution = withOtherNames(host, { targets: [looked], problem: undefined }, policy, memory);
  const [target = looked] = resolution.targets;
  const environment = judge(host.env, resolution, policy, {}, lookAround(host), memory);
  return { policy, actor: identifyActor(host), environment, target };
}

async function otherTarget(host: Host, options: Call['options'], word: string): Promise<Target> {
  if (/^(?:file|postgres(?:ql)?|mysql):/i.test(word)) return read(host, word);
  if (/^[a-z][a-z0-9+]*:/i.test(word)) throw unusable('Its URL is of a kind that no backup can go to.');
  const own = needTarget(await findPlace(host, options), 'restore-refused');
  if (own.identity.provider === 'sqlite') return read(host, `file:${path.resolve(host.cwd, word)}`);
  const url = new URL(own.url.reveal());
  if (/[/\\\0]/.test(word) || word === '') throw unusable('The name of a database has no slash.');
  url.pathname = `/${encodeURIComponent(word)}`;
  return read(host, url.href);
}

function read(host: Host, url: string): Target {
  try {
    return createTarget(host, url, 'main', '--to', host.cwd);
  } catch (error) {
    // Its message never has the URL in it.
    throw unusable((error as Error).message);
  }
}

function unusable(why: string): InterlockError {
  return new InterlockError('usage', {
    what: 'It is not understood where the backup is to go.',
    why,
    next: ['Name a database on the same server (`--to app_check`), a file, or a whole URL.'],
  });
}
