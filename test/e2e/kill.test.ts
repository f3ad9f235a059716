import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { digestDatabase } from '../support/digest.ts';
import { nodeOptions } from '../support/project.ts';
import { loadRich } from '../support/rich.ts';
import { runSql } from '../support/sql.ts';
import { share } from '../support/sweep.ts';
import { isMutating } from '../support/tripwire.ts';
import { type Place, place } from './databases.ts';

const hook = join(import.meta.dirname, 'kill-hook.mjs');
const points = [
  { point: 'before the backup', whole: 0, events: [] },
  { point: 'while the dump runs', whole: 0, events: [] },
  { point: 'before the backup gets its name', whole: 0, events: [] },
  { point: 'after the backup got its name', whole: 1, events: [] },
  { point: 'before the begin of the audit log', whole: 1, events: [] },
  { point: 'after the begin of the audit log', whole: 1, events: ['begin'] },
  // The shim takes its channel with it, so the gate judges, backs up and records by itself.
  { point: 'while Prisma runs', whole: 1, events: ['begin', 'end'] },
];

async function restore(at: Place, id: string): Promise<void> {
  const terminal = at.terminal('prisma-interlock', ['restore', id]);
  await terminal.waitFor(`Replace ${at.label}? (y/N)`);
  terminal.type('y\r');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
}

describe.each([
  { provider: 'postgresql', loss: 'DELETE FROM "Author"' },
  { provider: 'sqlite', loss: 'DELETE FROM "Author"' },
] as const)('kill -9 of the shim on $provider', ({ provider, loss }) => {
  // SQLite is copied inside our own process: there is no program to outlive it.
  const here =
    provider === 'sqlite'
      ? share(
          points.filter(({ point }) => point !== 'while the dump runs'),
          3,
        )
      : share(points, 2);
  test.each(here)(
    '$point: no change by Prisma without a whole backup, and the next run works',
    async ({ point, whole, events }) => {
      const at = await place(6, provider);
      await loadRich(provider, at.url);
      const before = await digestDatabase(provider, at.url);
      const env = { ...nodeOptions(`--import ${hook}`), KILL_AT: point };
      const killed = await at.run('prisma', ['db', 'push'], { env });
      expect({ signal: killed.signal, stderr: killed.signal ? '' : killed.stderr }).toEqual({
        signal: 'SIGKILL',
        stderr: '',
      });
      expect(at.backups()).toHaveLength(whole);
      expect(at.audit().map(({ event }) => event)).toEqual(events);
      // The orphan of the last point holds the output that `run` waited for, so it has done its work.
      expect(isMutating(at.calls())).toBe(point === 'while Prisma runs');
      for (const id of at.backups()) expect(existsSync(join(at.dir, 'backups', id, 'manifest.json'))).toBe(true);

      const next = await at.run('prisma', ['db', 'push']);
      expect(next.exitCode, next.stderr).toBe(0);
      expect(at.leftovers()).toEqual([]);
      // Nothing has changed, so that the one that is whole stands; of a server that others write to that may be in doubt.
      expect([1, whole + 1]).toContain(at.backups().length);
      expect(at.audit().map(({ event }) => event)).toEqual([...events, 'begin', 'end']);

      const [first = ''] = at.backups();
      await runSql(provider, at.url, loss);
      await restore(at, first);
      expect(await digestDatabase(provider, at.url)).toEqual(before);
    },
  );
});
