/** The SQL that a line would run, as its files say, for whoever asks without running it. */
import path from 'node:path';
import type { Host } from '../host.ts';
import { openInside } from '../target/inside.ts';
import type { Invocation, RealCli, SqlFinding, SqlScript, Target } from '../types.ts';
import { migrationsBeside } from './look-at-shadow.ts';
import { findPending } from './operations.ts';
import { weigh } from './weigh.ts';

/** Undefined where no file says it, or none can be read: then the line is what its name says. Never throws. */
export async function findOnDisk(
  host: Host,
  cli: RealCli,
  invocation: Invocation,
  main: Target,
): Promise<SqlFinding | undefined> {
  const scripts = await scriptsOf(host, cli, invocation, main).catch(() => undefined);
  return scripts && weigh(host, main, scripts);
}

async function scriptsOf(
  host: Host,
  cli: RealCli,
  invocation: Invocation,
  main: Target,
): Promise<readonly SqlScript[] | undefined> {
  if (invocation.command === 'db migrate') return (await findPending(host, cli, invocation))?.scripts;
  const read = (file: string) => host.fs.readFileSync(path.resolve(host.cwd, file), 'utf8');
  if (invocation.command === 'db execute') {
    const named = invocation.options.file;
    const file = Array.isArray(named) ? (named as readonly string[]).at(-1) : undefined;
    return file === undefined ? undefined : [{ migration: undefined, sql: read(file) }];
  }
  if (invocation.command !== 'migrate deploy') return undefined;
  const inside = await openInside(host, main);
  const applied = await inside?.applied().finally(() => inside.close());
  if (applied === undefined) return undefined;
  const folder = migrationsBeside(invocation);
  const names = host.fs.readdirSync(path.resolve(host.cwd, folder), { withFileTypes: true });
  return names
    .filter((entry) => entry.isDirectory() && !applied.includes(entry.name))
    .map(({ name }) => name)
    .sort()
    .map((migration) => {
      const file = path.resolve(host.cwd, folder, migration, 'migration.sql');
      return { migration, sql: read(file), file };
    });
}
