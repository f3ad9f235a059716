/** Which databases a seed may write to: its client may take another URL than the CLI. */
import path from 'node:path';
import { databaseVariables } from '../../policy/evidence.ts';
import type { Host } from '../host.ts';
import { findConfigs } from '../project/config-files.ts';
import { readText } from '../project/read-text.ts';
import { nearestFolder } from '../project/upward.ts';
import type { Invocation, RealCli, Target } from '../types.ts';
import type { DeclaredDatasource } from './datamodel.ts';
import { sameDatabase } from './identity.ts';
import { createTarget } from './target.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Whether the line runs the project's seed, by itself or after something else. Prisma 7 does so for `db seed` alone. */
export function runsSeed(host: Host, { major, version }: RealCli, { command, options, config }: Invocation): boolean {
  if (command === 'db seed') return true;
  const mayFollow = (command === 'migrate reset' || command === 'migrate dev') && options['skip-seed'] === undefined;
  if (!mayFollow || (major !== 5 && major !== 6)) return false;
  const found = findConfigs(host, host.cwd, version).filter(({ isDefault }) => isDefault);
  const configs = config ? [path.resolve(host.cwd, config)] : found.map((file) => file.path);
  return hasSeed(host) || configs.some((file) => /\bseed\b/.test(readText(host, file) ?? ''));
}

function hasSeed(host: Host): boolean {
  const folder = nearestFolder(host.cwd, (each) => host.fs.existsSync(path.join(each, 'package.json')));
  try {
    const text = folder && readText(host, path.join(folder, 'package.json'));
    return text ? (JSON.parse(text) as { prisma?: { seed?: unknown } }).prisma?.seed !== undefined : false;
  } catch {
    return true;
  }
}

/** Those beside `known`, by the schema and by the usual variables. `base`: where a relative SQLite path starts. */
export function seedTargets(
  host: Host,
  known: readonly Target[],
  {
    declared,
    env,
    base,
  }: { readonly declared?: Partial<DeclaredDatasource> | undefined; env: Variables; base: string },
): Target[] {
  const named: readonly (readonly [string, string | undefined])[] = [
    ['url of the Prisma schema', declared?.url],
    ['directUrl of the Prisma schema', declared?.directUrl],
    ...databaseVariables.map((name) => [name, env[name]] as const),
  ];
  const found: Target[] = [];
  for (const [source, url] of named) {
    // An SQLite database has no second way to it, and a relative path begins elsewhere for each program.
    const isOther = url && !/^file:/i.test(url);
    const target = isOther ? readable(() => createTarget(host, url, 'main', source, base)) : undefined;
    const isNew = target && ![...known, ...found].some(({ identity }) => sameDatabase(identity, target.identity));
    if (isNew) found.push(target);
  }
  return found;
}

/** A variable may hold anything. */
function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
