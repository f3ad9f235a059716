/** Proofs and restores of PostgreSQL against `pg_restore -j2` of what `pg_dump -Fc` wrote, each into a database without anything. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundle } from '../backup/engines/bundle.ts';
import { postgresProgram } from '../support/server-binaries.ts';
import type { ServerInfo } from '../support/server-process.ts';
import type { Pair } from './bench.ts';
import { fillPgbench, fillPostgres } from './fill.ts';

const bytes = 1024 ** 3;

/** Each in a database of its own, since a restore takes the place of one that has gone. */
export async function restorePairs(
  server: ServerInfo,
  scratch: string,
  wanted: string,
  scale: number,
): Promise<Pair[]> {
  const data = [
    {
      name: '1 GB of random text',
      database: 'restored_text',
      limit: 1.2,
      fill: () => fillPostgres(server, 'restored_text', bytes),
    },
    {
      name: pgbenchTitle(scale),
      database: 'restored_pgbench',
      limit: 1.45,
      fill: () => fillPgbench(server, 'restored_pgbench', scale),
    },
  ];
  const pairs: Pair[] = [];
  for (const { name, database, limit, fill } of data) {
    const titled = (['verify', 'restore'] as const).map((task) => ({
      task,
      title: `${task === 'verify' ? 'proving a backup of' : 'restoring'} ${name} on PostgreSQL, against \`pg_restore -j2\``,
    }));
    const chosen = titled.filter(({ title }) => title.includes(wanted));
    if (chosen.length === 0) continue;
    const url = await fill();
    const folder = join(scratch, database);
    mkdirSync(folder);
    const program = bundle(join(import.meta.dirname, 'backup-program.ts'));
    const env = { PATH: process.env['PATH'] ?? '', HOME: scratch, PGPASSWORD: server.password };
    const ours = `${process.execPath} ${program.path} ${url} ${folder}`;
    const at = `-h ${server.host} -p ${server.port} -U ${server.user}`;
    const dump = join(scratch, `${database}.dump`);
    for (const line of [ours, `${postgresProgram('pg_dump')} -Fc -f ${dump} ${at} ${database}`]) {
      await promisify(execFile)('sh', ['-c', line], { cwd: folder, env });
    }
    const empty = (name: string) => [`DROP DATABASE IF EXISTS ${name}`, `CREATE DATABASE ${name}`];
    for (const { task, title } of chosen) {
      // What a restore would back up first is gone, so that is left out.
      const statements = [...empty('bare'), ...(task === 'restore' ? [`DROP DATABASE IF EXISTS ${database}`] : [])];
      const prepare = `${postgresProgram('psql')} -q ${at} -d postgres ${statements.map((sql) => `-c '${sql}'`).join(' ')}`;
      pairs.push({
        name: title,
        ours: `${ours} ${task}`,
        bare: `${postgresProgram('pg_restore')} -j2 -d bare ${at} ${dump}`,
        limit,
        cwd: folder,
        env,
        rounds: 5,
        warmup: 0,
        runs: 1,
        prepare,
        ...(title === chosen.at(-1)?.title && { done: program.remove }),
      });
    }
  }
  return pairs;
}

export function pgbenchTitle(scale: number): string {
  return `${scale / 10} million rows of pgbench`;
}
