import path from 'node:path';
import type { Host } from '../../host.ts';
import { findPrograms, pathFolders } from '../../project/search-path.ts';
import { childEnvironment } from './run-tool.ts';
import type { Tool } from './tool.ts';

export interface FoundTool extends Tool {
  /** The whole line that `--version` printed: it tells MariaDB's programs from MySQL's. */
  readonly banner: string;
}

/** Every program of that name on PATH, then in `folders`, once each, in that order. */
export async function findTools(host: Host, name: string, folders: readonly string[] = []): Promise<FoundTool[]> {
  const programs = findPrograms(host, name, [...pathFolders(host), ...folders]).filter(
    (file) => !isWrapper(host, file),
  );
  const found = await Promise.all(programs.map((place) => askVersion(host, name, place)));
  return found.filter((tool) => tool !== undefined);
}

/** Expands one `*` in each of the patterns to the folders that are there. */
export function expandFolders(host: Host, patterns: readonly string[]): string[] {
  return patterns.flatMap((pattern) => {
    const [before = '', after] = pattern.split('*');
    if (after === undefined) return [pattern];
    const parent = before.endsWith('/') ? before.slice(0, -1) : path.posix.dirname(before);
    const prefix = before.slice(parent.length + 1);
    try {
      const names = host.fs.readdirSync(parent).filter((name) => name.startsWith(prefix));
      return names.map((name) => `${parent}/${name}${after}`);
    } catch {
      return [];
    }
  });
}

/** Debian's pg_wrapper picks a version by rules of its own; the versions themselves are in known folders. */
function isWrapper(host: Host, file: string): boolean {
  return path.basename(host.fs.realpathSync(file)) === 'pg_wrapper';
}

async function askVersion(host: Host, name: string, place: string): Promise<FoundTool | undefined> {
  const execa = (await host.execa()).execa;
  const { stdout, failed } = await execa(place, ['--version'], {
    env: childEnvironment(host),
    extendEnv: false,
    stdin: 'ignore',
    reject: false,
    timeout: 10_000,
  });
  // `mariadb-dump  Ver 10.19 Distrib 10.11.6-MariaDB`: the second number is the release.
  const version = /(?:Distrib|from|\)|Ver) (\d+(?:\.\d+)*)(?![\d.]* Distrib)/.exec(stdout)?.[1];
  return failed || version === undefined ? undefined : { name, path: place, version, banner: stdout.trim() };
}
