/**
 * `tsx test/bench/undo-pair.ts`: an undo from a snapshot against `pg_restore -j2` of the same database. The size is
 * BENCH_BYTES, 1 GB without it. Measured is the undo from the moment at which a person has agreed to it: what is there
 * now is backed up, and what was there takes its place.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { afterBackup } from '../../src/backup/operations/after-backup.ts';
import { backUp } from '../../src/backup/operations/back-up.ts';
import { findBackup } from '../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../src/backup/operations/restore.ts';
import { createHost } from '../../src/host.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { createTarget } from '../../src/target/target.ts';
import { startPostgres } from '../support/postgres.ts';
import { postgresProgram } from '../support/server-binaries.ts';
import { fillPostgres } from './fill.ts';

const bytes = Number(process.env['BENCH_BYTES'] ?? 1024 ** 3);
const limit = 0.1;

const server = await startPostgres();
const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const { host: address, port, user, password } = server.info;
  const url = await fillPostgres(server.info, 'bench', bytes);
  await run(url, 'CREATE INDEX ON item (at)', 'CREATE DATABASE bare');
  const host = createHost();
  const target = createTarget(host, url, 'main', 'bench', scratch);
  const named = await loadPolicy(host, scratch);
  const policy: Policy = { ...named, backup: { ...named.backup, snapshot: { development: true } } };
  const why = { reason: 'before migrate reset', argv: [] };
  const made = await backUp({
    ...{ host, target, policy, why, kind: 'automatic', need: 'always' },
    after: async (backup) => void (await afterBackup({ host, target, policy, environment: 'development' }, backup)),
  });
  if (made.status !== 'made') throw new Error(made.because);
  await run(url, 'DROP TABLE item', 'CREATE TABLE item (id int)', 'INSERT INTO item VALUES (1)');
  const entry = await findBackup(host, policy, target, made.backup.id);
  const ours = await time(async () => {
    await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [], undo: { project: undefined } });
  });
  const env = { ...process.env, PGPASSWORD: password };
  const at = ['-h', address, '-p', String(port), '-U', user];
  const dump = join(scratch, 'bare.dump');
  execFileSync(postgresProgram('pg_dump') ?? '', ['-Fc', '-Z1', '-f', dump, ...at, 'bench'], { env });
  const bare = await time(async () => {
    execFileSync(postgresProgram('pg_restore') ?? '', ['-j2', '-d', 'bare', ...at, dump], { env });
  });
  const ratio = ours / bare;
  console.info(`undo from a snapshot of ${bytes} bytes: ${ours.toFixed(0)} ms, pg_restore -j2: ${bare.toFixed(0)} ms`);
  console.info(`ratio ${ratio.toFixed(3)} (limit ${limit.toFixed(2)})`);
  if (ratio > limit) process.exitCode = 1;
} finally {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function run(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

async function time(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}
