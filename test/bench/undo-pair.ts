/**
 * `tsx test/bench/undo-pair.ts`: an undo from a snapshot against `pg_restore -j2` of the same database. The size is
 * BENCH_BYTES, 1 GB without it. Measured is what the undo does from the moment at which the present state is kept.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { postgresql } from '../../src/backup/postgresql/engine.ts';
import { createHost } from '../../src/host.ts';
import { createTarget } from '../../src/resolve/target.ts';
import { startPostgres } from '../support/postgres.ts';
import { postgresProgram } from '../support/server-binaries.ts';

const rowBytes = 530;
const rows = Math.round(Number(process.env['BENCH_BYTES'] ?? 1024 ** 3) / rowBytes);
const limit = 0.1;

const server = await startPostgres();
const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
try {
  const { host, port, user, password } = server.info;
  const url = `postgresql://${user}:${password}@${host}:${port}/bench`;
  await run(url.replace(/bench$/, 'postgres'), 'CREATE DATABASE bench', 'CREATE DATABASE bare');
  await run(
    url,
    'CREATE TABLE item (id bigint PRIMARY KEY, at timestamptz NOT NULL, body text NOT NULL)',
    `INSERT INTO item SELECT n, now(), repeat(md5(n::text), 15) FROM generate_series(1, ${rows}) n`,
    'CREATE INDEX ON item (at)',
    'CHECKPOINT',
  );
  const target = createTarget(createHost(), url, 'main', 'bench', scratch);
  const context = { host: createHost(), target, owner: 'bebebebe', onProgress: () => {} };
  const taken = await postgresql.snapshots?.take(context, await postgresql.fingerprint(context), new Date());
  const env = { ...process.env, PGPASSWORD: password };
  const at = ['-h', host, '-p', String(port), '-U', user];
  const dump = join(scratch, 'bare.dump');
  execFileSync(postgresProgram('pg_dump') ?? '', ['-Fc', '-Z1', '-f', dump, ...at, 'bench'], { env });
  const bare = await time(async () => {
    execFileSync(postgresProgram('pg_restore') ?? '', ['-j2', '-d', 'bare', ...at, dump], { env });
  });
  const ours = await time(async () => {
    const snapshot = await postgresql.snapshots?.open(context, taken ?? '');
    if (!snapshot) throw new Error('the snapshot cannot be used');
    await snapshot.swapKeeping(new Date());
  });
  const ratio = ours / bare;
  console.info(`undo from a snapshot of ${rows} rows: ${ours.toFixed(0)} ms, pg_restore -j2: ${bare.toFixed(0)} ms`);
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
