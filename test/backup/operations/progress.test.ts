import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../../src/backup/operations/verify.ts';
import { createHost } from '../../../src/host.ts';
import type { Step } from '../../../src/ui/step.ts';
import { policyWith } from '../engines/command/command-choice.ts';
import { type Kind, makePlace } from '../engines/engine-places.ts';
import { richSql } from '../engines/rich-sql.ts';
import { scratchFolder } from '../engines/scratch.ts';

const host = createHost();
const checked = 'check of its files';
/** MariaDB's dump is read through once more before it is loaded. */
const loaded = { sqlite: ['restore'], postgresql: ['restore'], mysql: ['restore', 'read back', 'restore'] };

test.each<Kind>(['sqlite', 'postgresql', 'mysql'])(
  'each phase on %s is told, in its order',
  async (kind) => {
    const { target, run } = await makePlace(kind);
    await run(richSql[kind]);
    const policy = policyWith(target, undefined, join(scratchFolder(), 'backups'));
    let steps: Step[] = [];
    const progress = (step: Step) => void steps.push(step);
    const phases = () => {
      const told = steps.map(({ phase }) => phase as string).filter((phase, at, all) => phase !== all[at - 1]);
      for (const { done } of steps) expect(done).toBeGreaterThanOrEqual(0);
      steps = [];
      return told;
    };
    const why = { reason: 'before db push', argv: [] };
    const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always', progress });
    if (made.status !== 'made') throw new Error(made.because);
    expect(phases()).toEqual(['dump', 'read back']);
    const entry = await findBackup(host, policy, target, made.backup.id);
    await verifyBackup({ host, target, policy, entry, progress });
    const files = steps.filter(({ phase }) => phase === checked);
    expect(files.at(-1)).toMatchObject({ done: entry.size, total: entry.size, unit: 'bytes' });
    expect(phases()).toEqual([checked, ...loaded[kind], 'compare']);
    await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [], progress });
    const beside = [...loaded[kind], 'compare', 'swap'];
    // PostgreSQL's server says itself that the copy which was compared is the database now.
    const after = kind === 'postgresql' ? [] : ['compare'];
    expect(phases()).toEqual([checked, 'dump', 'read back', ...beside, ...after]);
  },
  60_000,
);
