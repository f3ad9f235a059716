import path from 'node:path';
import { globSync } from 'tinyglobby';
import { parse as parseYaml } from 'yaml';
import type { Host } from '../host.ts';
import { readManifest } from './manifest.ts';
import { readText } from './read-text.ts';
import { upward } from './upward.ts';

export interface Folders {
  /** Absolute, links resolved: where the lockfile is. */
  readonly root: string;
  /** Absolute: the root and every workspace. */
  readonly folders: readonly string[];
}

/** The project around the working folder: the nearest package.json upward, or the workspace root that counts it in. */
export function findFolders(host: Host): Folders {
  const above = upward(host.fs.realpathSync(host.cwd));
  const nearest = above.find((folder) => host.fs.existsSync(path.join(folder, 'package.json'))) ?? above[0] ?? host.cwd;
  for (const folder of above) {
    const patterns = workspacesOf(host, folder);
    const members = patterns ? membersOf(host, folder, patterns) : [];
    if (patterns && (folder === nearest || members.includes(nearest)))
      return { root: folder, folders: [folder, ...members] };
  }
  return { root: nearest, folders: [nearest] };
}

/** Patterns of workspaces; undefined where this folder is the root of none. */
function workspacesOf(host: Host, folder: string): string[] | undefined {
  const workspaces = readManifest(host, folder)?.workspaces as { packages?: unknown } | unknown[] | undefined;
  const listed = Array.isArray(workspaces) ? workspaces : workspaces?.packages;
  if (Array.isArray(listed)) return listed.map(String);
  const yaml = readText(host, path.join(folder, 'pnpm-workspace.yaml'));
  const packages = yaml === undefined ? undefined : (parseYaml(yaml) as { packages?: unknown } | null)?.packages;
  return Array.isArray(packages) ? packages.map(String) : undefined;
}

function membersOf(host: Host, root: string, patterns: readonly string[]): string[] {
  const files = patterns.map((pattern) => `${pattern.replace(/\/+$/, '')}/package.json`);
  const found = globSync(files, { cwd: root, ignore: ['**/node_modules/**'], absolute: true, fs: host.fs });
  return found
    .map((file) => path.dirname(file))
    .filter((folder) => folder !== root)
    .sort();
}
