import type { Host } from '../host.ts';
import { findFolders } from './folders.ts';
import { dependsOn, readManifest } from './manifest.ts';

/** More than this many packages of a workspace are not tried one by one. */
export const mostTried = 20;

/** Absolute folders of the workspace's packages that depend on a Prisma CLI, but the one that we stand in. */
export function findMembers(host: Host): string[] {
  const here = host.fs.realpathSync(host.cwd);
  return findFolders(host)
    .folders.filter((folder) => folder !== here)
    .filter((folder) => dependsOnPrisma(host, folder));
}

export function dependsOnPrisma(host: Host, folder: string): boolean {
  return ['prisma', '@prisma/prisma7'].some((name) => dependsOn(readManifest(host, folder), name));
}

/** Whether the working folder is the root of a workspace. */
export function isWorkspaceRoot(host: Host): boolean {
  const { root, folders } = findFolders(host);
  return folders.length > 1 && root === host.fs.realpathSync(host.cwd);
}
