/**
 * Thirty daily backups of a PostgreSQL database that changes by one per cent a day, in a restic repository.
 * `tsx test/bench/restic-churn.ts [megabytes] [recent|together|scattered] [deltas]`: the changed rows are the newest, lie
 * side by side somewhere else every day, or are spread evenly; as restic keeps them by itself, or as deltas.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { backUp } from '../../src/backup/operations/back-up.ts';
import { createHost } from '../../src/host.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/policy.ts';
import { secret } from '../../src/secrets/secret.ts';
import { createTarget } from '../../src/target/target.ts';
import { startPostgres } from '../support/postgres.ts';
import { installRestic } from '../support/restic.ts';

const days = 30;
const [megabytes = '160', where = 'recent', how] = process.argv.slice(2);
/** Of about 330 bytes each in the dump. */
const rows = Number(megabytes) * 3000;
const changed = Math.round(rows / 200);

await installRestic();
const server = await startPostgres();
const folder = mkdtempSync(join(tmpdir(), 'interlock-churn-'));
try {
  const { host: address, port, user, password } = server.info;
  const client = new pg.Client({ host: address, port, user, password, database: 'postgres' });
  await client.connect();
  const insert = (count: number) =>
    client.query(`INSERT INTO event (body) SELECT md5(random()::text) || md5(random()::text) || md5(random()::text) ||
      md5(random()::text) || repeat('the same words in every row ', 6) FROM generate_series(1, ${count})`);
  await client.query('CREATE TABLE event (id BIGSERIAL PRIMARY KEY, at TIMESTAMPTZ DEFAULT now(), body TEXT)');
  await insert(rows);
  const host = createHost();
  const url = `postgresql://${user}:${password}@${address}:${port}/postgres`;
  const target = createTarget(host, url, 'main', 'bench', folder);
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 'bench', { mode: 0o600 });
  const at = join(folder, 'restic');
  const staging = join(folder, 'work');
  const deltas = how === 'deltas';
  const repository = { kind: 'restic', repository: secret(at), passwordFile, deltas, staging } as const;
  const policy: Policy = {
    files: [],
    environments: [],
    disposable: [],
    backup: { ...mergePolicies([], '/').backup, repository, cheapBytes: 1e12, keep: days },
  };
  let first = 0;
  for (let day = 1; day <= days; day++) {
    const begun = Date.now();
    const why = { reason: 'daily', argv: [] };
    const result = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
    if (result.status === 'skipped') throw new Error(result.because);
    const size = sizeOf(at);
    first ||= size;
    const times = (size / first).toFixed(2);
    console.info(
      `day ${day}: payload ${result.backup.size} B, repository ${size} B, ${times} times the first, cache ${sizeOf(join(staging, 'chains'))} B, ${Date.now() - begun} ms`,
    );
    await insert(changed);
    const newest = `id > (SELECT max(id) FROM event) - ${changed}`;
    const from = Math.floor((rows * ((day * 37) % 100)) / 100);
    const chosen = {
      recent: newest,
      together: `id BETWEEN ${from} AND ${from + changed}`,
      scattered: `id % 200 = ${day}`,
    }[where];
    if (chosen === undefined) throw new Error(`nobody knows where ${where} is`);
    await client.query(`UPDATE event SET body = md5(random()::text) || body WHERE ${chosen}`);
    await client.query('VACUUM event');
  }
  await client.end();
} finally {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

function sizeOf(place: string): number {
  if (!existsSync(place)) return 0;
  const files = readdirSync(place, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return files.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}
