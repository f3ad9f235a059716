import path from 'node:path';
import { globSync } from 'tinyglobby';
import { parse as parseYaml } from 'yaml';
import type { Host } from '../host.ts';
import { readText } from './read-text.ts';

export interface Folders {
  /** Absolute, links resolved: where the lockfile is. */
  readonly root: string;
  /** Absolute: the root and every workspace. */
  readonly folders: readonly string[];
}

/** The project around the working folder: the nearest package.json upward, or the workspace root that counts it in. */
export function findFolders(host: Host): Folders {
  const above = foldersUpward(host.fs.realpathSync(host.cwd));
  const nearest = above.find((folder) => host.fs.existsSync(path.join(folder, 'package.json'))) ?? above[0] ?? host.cwd;
  for (const folder of above) {
    const patterns = workspacesOf(host, folder);
    const members = patterns ? membersOf(host, folder, patterns) : [];
    if (patterns && (folder === nearest || members.includes(nearest)))
      return { root: folder, folders: [folder, ...members] };
  }
  return { root: nearest, folders: [nearest] };
}

function foldersUpward(start: string): string[] {
  const parent = path.dirname(start);
  return parent === start ? [start] : [start, ...foldersUpward(parent)];
}

/** Patterns of workspaces; undefined where this folder is the root of none. */
function workspacesOf(host: Host, folder: string): string[] | undefined {
  const manifest = readText(host, path.join(folder, 'package.json'));
  const workspaces = manifest === undefined ? undefined : parseJson(manifest)?.workspaces;
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

interface Manifest {
  readonly workspaces?: unknown[] | { readonly packages?: unknown };
}

function parseJson(text: string): Manifest | undefined {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
