import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { listBackups, verifyFiles } from '../../../src/backup/repository/read.ts';
import { createHost } from '../../../src/host.ts';
import { isWhole } from '../../support/sweep.ts';
import { bundle } from '../engines/bundle.ts';
import { tickingHost } from '../engines/scratch.ts';
import { sqlitePlace } from '../engines/sqlite/place.ts';

const host = createHost();
/** Far more changes of the file system than one restore makes; the test ends by itself long before. */
const bound = 200;

test('killed before any change of the file system, a restore has either not happened or happened, with the old state kept', async () => {
  const program = bundle(join(import.meta.dirname, 'dying-restore-program.ts'));
  onTestFinished(program.remove);
  const left = new Set<number>();
  let survived = 0;
  for (let nth = 1; nth < bound && survived === 0; nth += isWhole ? 1 : 3) {
    const place = sqlitePlace();
    const { target, policy } = place;
    const { repository } = policy.backup;
    const why = { reason: 'x', argv: [] };
    await backUp({ host: tickingHost(), target, policy, why, kind: 'manual', need: 'always' });
    place.exec(`DELETE FROM "User" WHERE id > 1`);
    const died = spawnSync(process.execPath, [program.path, place.file, repository, String(nth)]);
    if (died.status === 0) survived = nth;
    else expect(died.signal, died.stderr.toString()).toBe('SIGKILL');
    const rows = place.count('User');
    left.add(rows);
    const entries = await listBackups(host, repository);
    for (const entry of entries) {
      if (entry.state === 'damaged') throw new Error(`killed at ${nth}: ${entry.why}`);
      await verifyFiles(host, entry);
    }
    const kept = entries.filter((entry) => entry.id.includes('_before-restore_'));
    if (rows === 3) expect(kept, `killed at ${nth}`).toHaveLength(1);
    else expect(rows, `killed at ${nth}`).toBe(1);
  }
  expect(survived).toBeGreaterThan(20);
  expect([...left].sort()).toEqual([1, 3]);
}, 120_000);
