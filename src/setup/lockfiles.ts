import path from 'node:path';
import type { Host } from '../host.ts';
import { lockfilesAt } from '../project/package-manager.ts';
import type { FileChange } from './draft.ts';

/** Remembers the lockfiles of a root; `changes` then tells what an install made of them. Binary ones are left out. */
export function snapshotLockfiles(host: Host, root: string): { changes(): FileChange[] } {
  const before = readAll(host, root);
  return {
    changes() {
      const after = readAll(host, root);
      return [...new Set([...before.keys(), ...after.keys()])]
        .map((file) => ({ file, before: before.get(file), after: after.get(file) }))
        .filter((change) => change.before !== change.after);
    },
  };
}

function readAll(host: Host, root: string): Map<string, string> {
  const names = lockfilesAt(host, root).filter((name) => name !== 'bun.lockb');
  return new Map(names.map((name) => [name, host.fs.readFileSync(path.join(root, name), 'utf8')]));
}
