import path from 'node:path';
import { parse } from 'dotenv';
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy, RestoreUrl } from '../../policy/policy.ts';
import { readText } from '../../project/read-text.ts';
import { findProjectRoot } from '../../project/root.ts';
import { secret } from '../../secrets/secret.ts';
import { identify } from '../../target/identity.ts';
import type { Target } from '../../types.ts';
import { engineFor } from '../engines/registry.ts';

/**
 * The same database by the role of `backup.restoreUrl`; the target as it is where the policy names none, or one of another
 * kind of server. The server says itself that both ways lead to one database, whatever a pooler between calls it. Throws
 * `restore-refused` where they do not, or where that cannot be told.
 */
export async function asRestorer(host: Host, policy: Policy, target: Target): Promise<Target> {
  const named = policy.backup.restoreUrl;
  const text = named && readRestoreUrl(host, named);
  if (named === undefined || text === undefined || providerOf(host, text) !== target.identity.provider) return target;
  const engine = await engineFor(target.identity.provider);
  if (!engine?.locate) return target;
  const here = await engine.locate({ host, target });
  const other = withDatabase(target, text, here?.database ?? target.identity.database);
  const there = await engine.locate({ host, target: other });
  const isSame = here
    ? here.server === there?.server && here.database === there.database
    : isSamePlace(host, target, text);
  if (isSame) return other;
  throw new InterlockError('restore-refused', {
    why: here
      ? `The server that ${wordsOf(named)} names is not the one that ${target.label} is on.`
      : `${target.label} is not there, so it cannot be told whether ${wordsOf(named)} names its server.`,
    next: [`Let ${wordsOf(named)} name the same server, by the same host and port where a pooler stands between.`],
  });
}

/** Undefined where its variable is set neither in the environment nor in the `.env` of the project. */
function readRestoreUrl(host: Host, named: RestoreUrl): string | undefined {
  if ('url' in named) return named.url.reveal();
  const { variable } = named;
  const value = host.env[variable];
  if (value) return value;
  const root = findProjectRoot(host);
  const texts = ['.env', 'prisma/.env'].map((file) => readText(host, path.join(root, file)) ?? '');
  return texts.map((each) => parse(each)[variable]).find(Boolean);
}

/** How a message calls it: never by its value. */
function wordsOf(named: RestoreUrl): string {
  return 'url' in named ? '"backup.restoreUrl"' : `${named.variable} ("backup.restoreUrl")`;
}

function providerOf(host: Host, url: string): string {
  try {
    return identify(url.replace(/^mariadb:/, 'mysql:'), { cwd: host.cwd, realpath: (file) => file }).provider;
  } catch {
    // Its text may hold the URL.
    throw new InterlockError('policy-invalid', {
      why: 'What "backup.restoreUrl" names is no URL that can be read.',
      next: ['Characters like @ : / ? # % in its password must be percent-encoded.'],
    });
  }
}

function withDatabase(target: Target, text: string, database: string): Target {
  const url = new URL(text.replace(/^mariadb:/, 'mysql:'));
  url.pathname = `/${encodeURIComponent(database)}`;
  return { ...target, url: secret(url.href) };
}

/** Of a database that is not there nothing can be asked. */
function isSamePlace(host: Host, { identity }: Target, text: string): boolean {
  const other = identify(text.replace(/^mariadb:/, 'mysql:'), { cwd: host.cwd, realpath: (file) => file });
  return other.host === identity.host && other.port === identity.port;
}
