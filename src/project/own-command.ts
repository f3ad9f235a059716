import type { Host } from '../host.ts';
import { findPackageManager } from './package-manager.ts';
import { findProjectRoot } from './root.ts';

/** A line of ours as it is pasted here, started by the project's package manager: `pnpm exec prisma-interlock undo`. */
export async function ownCommand(host: Host, words: string): Promise<string> {
  // What runs where nothing tells is npm's.
  const runs = await findPackageManager(host, findProjectRoot(host)).then(
    (manager) => manager.runs,
    () => 'npx',
  );
  return `${runs} prisma-interlock ${words}`;
}
