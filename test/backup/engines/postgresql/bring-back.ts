import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findDifferences, unexplained } from '../../../../src/backup/contents/compare.ts';
import type { EngineContext, Omission } from '../../../../src/backup/engines/contract.ts';
import { postgresql } from '../../../../src/backup/engines/postgresql/engine.ts';
import { queryRows, runSql } from '../../../support/sql.ts';

/** What a database is, by means that are not ours: a schema dump of the server's own tool, every row in order, sequences. */
export interface Facts {
  readonly schema: readonly string[];
  readonly rows: Readonly<Record<string, readonly string[]>>;
  readonly settings: readonly string[];
}

export interface BroughtBack {
  readonly before: Facts;
  readonly after: Facts;
  readonly omissions: readonly Omission[];
  /** What no omission explains. */
  readonly unexplained: readonly string[];
}

/** Backs up, loses all, restores, and tells what was and is there. `admin`: the URL of a superuser in the same database. */
export async function bringBack(
  context: EngineContext,
  folder: string,
  admin: string,
  pgDump: string,
): Promise<BroughtBack> {
  const before = await readFacts(admin, pgDump);
  const dump = await postgresql.dump(context, folder);
  await postgresql.inspect(context, folder, dump);
  await lose(admin);
  const beside = await postgresql.restoreBeside(context, folder, dump);
  try {
    const copy = await beside.fingerprint();
    const omissions = beside.omissions ?? [];
    const left = unexplained(findDifferences(dump, copy), omissions).map(({ text }) => text);
    await beside.swapIn();
    return { before, after: await readFacts(admin, pgDump), omissions, unexplained: left };
  } finally {
    await beside.discard();
  }
}

async function lose(admin: string): Promise<void> {
  const tables = await queryRows(
    'postgresql',
    admin,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  for (const { name } of tables) {
    await runSql('postgresql', admin, `begin read write; drop table if exists ${name} cascade; commit`);
  }
}

export async function readFacts(url: string, pgDump: string): Promise<Facts> {
  const { stdout } = await promisify(execFile)(pgDump, ['-s', '--dbname', url], { maxBuffer: 1 << 26 });
  const schema = stdout.split('\n').filter((line) => line !== '' && !/^(--|\\(un)?restrict )/.test(line));
  const tables = await queryRows(
    'postgresql',
    url,
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')
      union all select format('%I.%I', schemaname, matviewname) from pg_matviews where ispopulated order by 1`,
  );
  const rows: Record<string, string[]> = {};
  for (const { name } of tables) {
    const found = await queryRows('postgresql', url, `select t::text as row from only ${name} t order by 1`);
    rows[String(name)] = found.map(({ row }) => String(row));
  }
  const sequences = await queryRows(
    'postgresql',
    url,
    "select format('%I.%I', schemaname, sequencename) as name from pg_sequences",
  );
  for (const { name } of sequences) {
    const [position] = await queryRows('postgresql', url, `select last_value || ' ' || is_called as at from ${name}`);
    rows[String(name)] = [String(position?.at)];
  }
  const settings = await queryRows(
    'postgresql',
    url,
    `select setrole::regrole || ' ' || unnest(setconfig) as set from pg_db_role_setting
      where setdatabase = (select oid from pg_database where datname = current_database()) order by 1`,
  );
  return { schema, rows, settings: settings.map(({ set }) => String(set)) };
}
