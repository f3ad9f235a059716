import { expect } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import type { ProjectFiles } from '../../../src/backup/operations/project-files.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import type { Target } from '../../../src/types.ts';
import { scratchFolder, tickingHost } from './scratch.ts';

export interface Watched {
  readonly policy: Policy;
  /** As before a command: gives the id, and whether it is that of a backup which was there. */
  keep(): Promise<{ readonly id: string; readonly isOld: boolean }>;
}

/** A repository of its own for a database. */
export function watch(target: Target, repository = `${scratchFolder()}/backups`, cheapBytes = 256e6): Watched {
  const { backup, ...others } = mergePolicies([], '/');
  const policy: Policy = { ...others, backup: { ...backup, repository, cheapBytes } };
  const project: ProjectFiles = new Map([['prisma/schema.prisma', Buffer.from('model A {}')]]);
  const why = { reason: 'before db push', argv: [] };
  const unlessUnchanged = { mustBeVerified: false };
  return {
    policy,
    async keep() {
      const host = tickingHost();
      const made = await backUp({
        host,
        target,
        policy,
        why,
        kind: 'automatic',
        need: 'always',
        project,
        unlessUnchanged,
      });
      if (made.status !== 'made') throw new Error(made.because);
      return { id: made.backup.id, isOld: made.unchanged !== undefined };
    },
  };
}

/** That a write makes a new backup, and that nothing else would have. */
export async function expectNew({ keep }: Watched, write: () => Promise<void> | void): Promise<void> {
  const first = await keep();
  if (!first.isOld) expect(await keep(), 'without a write').toEqual({ ...first, isOld: true });
  await write();
  expect((await keep()).isOld, 'after the write').toBe(false);
}

export async function expectOld({ keep }: Watched, write: () => Promise<void> | void): Promise<void> {
  const first = await keep();
  await write();
  expect(await keep()).toEqual({ ...first, isOld: true });
}
