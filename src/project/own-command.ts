import type { Host } from '../host.ts';
import { findPackageManager } from './package-manager.ts';
import { findProjectRoot } from './root.ts';

/** A line of Prisma's as it is pasted here: `npx prisma migrate status`. */
export async function prismaCommand(host: Host, words: string): Promise<string> {
  return `${await runnerOf(host)} prisma ${words}`;
}

/** A line of ours as it is pasted here, started by the project's package manager: `pnpm exec prisma-interlock undo`. */
export async function ownCommand(host: Host, words: string): Promise<string> {
  return `${await runnerOf(host)} prisma-interlock ${words}`;
}

/** What runs where nothing tells is npm's. */
function runnerOf(host: Host): Promise<string> {
  return findPackageManager(host, findProjectRoot(host)).then(
    (manager) => manager.runs,
    () => 'npx',
  );
}
