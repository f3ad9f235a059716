/**
 * `npm run regression -- <folder>`: fills a database by the regression scripts of PostgreSQL's source in that folder, on a
 * server of its own, then backs it up, verifies the backup, drops the database, restores it, and compares: the server's
 * own schema dump, all rows in order, positions, large objects. Ends with 1 where something differs that nothing explains.
 *
 * `--programs <folder>` has initdb, postgres, psql, pg_dump and pg_restore of the same major version, `--headers <folder>`
 * the server's headers; both default to where Debian puts them. gcc compiles the functions in C that the scripts call.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backUp } from '../../src/backup/operations/back-up.ts';
import { restoreBackup } from '../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../src/backup/operations/verify.ts';
import { listBackups } from '../../src/backup/repository/read.ts';
import { createHost, type Host } from '../../src/host.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import { secret } from '../../src/secrets/secret.ts';
import type { Target } from '../../src/types.ts';
import { describeExactly } from '../support/describe-postgres.ts';
import { startPostgres } from '../support/postgres.ts';
import { runSql } from '../support/sql.ts';
import { findAll } from './differences.ts';
import { runScripts } from './run-scripts.ts';
import { compileLibraries, readSource } from './source.ts';

const options = { programs: { type: 'string' }, headers: { type: 'string' } } as const;
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const folder = resolve(positionals[0] ?? '.');
const source = readSource(folder);
const programs = resolve(values.programs ?? `/usr/lib/postgresql/${source.major}/bin`);
const headers = resolve(values.headers ?? `/usr/include/postgresql/${source.major}/server`);
const program = (name: string) => join(programs, name);
const scratch = mkdtempSync(join(tmpdir(), 'regression-'));
chmodSync(scratch, 0o755);
const database = 'regression';

const began = Date.now();
const say = (text: string) => console.log(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${text}`);
const libraries = join(scratch, 'libraries');
await compileLibraries(folder, headers, libraries);
const server = await startPostgres({ initdb: program('initdb'), postgres: program('postgres') });
try {
  process.exitCode = (await run()) ? 0 : 1;
} finally {
  await server.stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function run(): Promise<boolean> {
  const { host: address, port, user, password } = server.info;
  const url = (name: string) => `postgresql://${user}:${password}@${address}:${port}/${name}`;
  await fill(url('postgres'));
  const target: Target = {
    identity: { provider: 'postgresql', host: 'localhost', port, database },
    role: 'main',
    url: secret(url(database)),
    label: `${database}@localhost`,
    source: 'DATABASE_URL',
  };
  const plain = createHost();
  const host = Object.create(plain, {
    env: { value: { ...plain.env, PATH: `${programs}:${plain.env['PATH']}` } },
  }) as Host;
  const merged = mergePolicies([], '/');
  const policy = { ...merged, backup: { ...merged.backup, repository: join(scratch, 'backups') } };
  const before = await describeExactly(url(database), program('pg_dump'));
  say(
    `before: ${before.entries.size} entries of the schema's dump, ${before.contents.size} tables, views and sequences`,
  );

  const why = { reason: 'before migrate reset', argv: ['migrate', 'reset'] };
  await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
  const [entry] = await listBackups(host, policy.backup.repository);
  if (entry?.state !== 'good') throw new Error('there is no good backup');
  say(`backed up: ${entry.manifest.tables.length} tables, ${entry.manifest.objects.length} other objects`);
  say(`verified: ${(await verifyBackup({ host, target, policy, entry })).check}`);
  await runSql('postgresql', url('postgres'), `DROP DATABASE ${database} WITH (FORCE)`);
  await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
  say('dropped and restored');

  const findings = findAll(before, await describeExactly(url(database), program('pg_dump')));
  for (const { name, reason, before: was, after: is } of findings)
    console.log(reason ? `        ${name}: ${reason}` : `DIFFERS ${name}\n--- before\n${was}\n--- after\n${is}`);
  const unexplained = findings.filter(({ reason }) => reason === undefined);
  say(`${findings.length} differences, ${unexplained.length} of them unexplained`);
  return unexplained.length === 0;
}

/** As pg_regress makes it (pg_regress.c, create_database). */
async function fill(admin: string): Promise<void> {
  await runSql('postgresql', admin, `CREATE DATABASE ${database} TEMPLATE template0`);
  for (const setting of ['lc_messages', 'lc_monetary', 'lc_numeric', 'lc_time'])
    await runSql('postgresql', admin, `ALTER DATABASE ${database} SET ${setting} TO 'C'`);
  await runSql('postgresql', admin, `ALTER DATABASE ${database} SET bytea_output TO 'hex'`);
  await runSql('postgresql', admin, `ALTER DATABASE ${database} SET timezone_abbreviations TO 'Default'`);
  const run = { server: server.info, database, psql: program('psql'), libraries, output: join(scratch, 'output') };
  const good = await runScripts(source, run);
  const others = source.names.filter((name) => !good.includes(name));
  say(
    `PostgreSQL ${source.major}: ${good.length} of ${source.names.length} scripts printed what is expected (not: ${others.join(', ') || 'none'})`,
  );
}
