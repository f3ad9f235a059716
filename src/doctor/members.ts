import path from 'node:path';
import type { Host } from '../host.ts';
import { dependsOn, readManifest } from './manifest.ts';

/** More than this many packages of a workspace are not tried one by one. */
const most = 20;

/** Absolute folders of the workspace's packages that depend on a Prisma CLI, in order of their names. */
export function findMembers(host: Host, root: string): string[] {
  const { workspaces } = readManifest(host, root) ?? {};
  const declared = Array.isArray(workspaces)
    ? workspaces
    : (workspaces as { packages?: unknown } | undefined)?.packages;
  const patterns = [...(Array.isArray(declared) ? declared.map(String) : []), ...ofPnpm(host, root)];
  const without = patterns
    .filter((pattern) => pattern.startsWith('!'))
    .flatMap((pattern) => expand(host, root, pattern.slice(1)));
  const folders = new Set(
    patterns.filter((pattern) => !pattern.startsWith('!')).flatMap((pattern) => expand(host, root, pattern)),
  );
  return [...folders]
    .filter((folder) => folder !== root && !without.includes(folder))
    .filter((folder) => ['prisma', '@prisma/prisma7'].some((name) => dependsOn(readManifest(host, folder), name)))
    .sort()
    .slice(0, most);
}

/** The list under `packages:` of pnpm-workspace.yaml. */
function ofPnpm(host: Host, root: string): string[] {
  const file = path.join(root, 'pnpm-workspace.yaml');
  const text = host.fs.existsSync(file) ? host.fs.readFileSync(file, 'utf8') : '';
  const block = /^packages:\s*\n((?:[ \t]*(?:-.*|#.*)?\n?)*)/m.exec(text)?.[1] ?? '';
  return [...block.matchAll(/^[ \t]*-\s*(['"]?)([^'"#\n]+?)\1\s*(?:#.*)?$/gm)].map((match) => match[2] ?? '');
}

/** `packages/*`, `apps/**`, `tools/db`. A folder of installed packages is never a member. */
function expand(host: Host, root: string, pattern: string): string[] {
  const parts = pattern
    .replace(/^\.\//, '')
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  return parts.reduce<string[]>(
    (folders, part) =>
      folders.flatMap((folder) => {
        if (part === '**') return [folder, ...below(host, folder, 4)];
        if (!part.includes('*')) return host.fs.existsSync(path.join(folder, part)) ? [path.join(folder, part)] : [];
        const form = new RegExp(`^${part.split('*').map(escapeForm).join('.*')}$`);
        return below(host, folder, 1).filter((each) => form.test(path.basename(each)));
      }),
    [root],
  );
}

function below(host: Host, folder: string, depth: number): string[] {
  if (depth === 0) return [];
  try {
    const entries = host.fs.readdirSync(folder, { withFileTypes: true });
    const folders = entries
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
      .map((entry) => path.join(folder, entry.name));
    return folders.flatMap((each) => [each, ...below(host, each, depth - 1)]);
  } catch {
    return [];
  }
}

function escapeForm(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
