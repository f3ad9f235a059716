import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerInfo } from '../support/server-process.ts';
import type { Source } from './source.ts';

interface Run {
  readonly server: ServerInfo;
  readonly database: string;
  /** Absolute path of the server's own psql. */
  readonly psql: string;
  /** Where the compiled libraries are. */
  readonly libraries: string;
  /** Where what the scripts print goes. */
  readonly output: string;
}

/** Runs all scripts as pg_regress does (pg_regress.c, initialize_environment). Gives the names of those that printed what is expected. */
export async function runScripts(source: Source, run: Run): Promise<string[]> {
  const results = join(run.output, 'results');
  mkdirSync(results, { recursive: true });
  // The server itself writes there, under its own account.
  for (const folder of [run.output, results]) chmodSync(folder, 0o777);
  const { server } = run;
  const env = {
    PATH: '/usr/bin:/bin',
    PGHOST: server.host,
    PGPORT: String(server.port),
    PGUSER: server.user,
    PGPASSWORD: server.password,
    PGTZ: 'America/Los_Angeles',
    PGDATESTYLE: 'Postgres, MDY',
    PGOPTIONS: '-c intervalstyle=postgres_verbose',
    LC_MESSAGES: 'C',
    LANG: 'C',
    PG_ABS_SRCDIR: source.scripts,
    PG_ABS_BUILDDIR: run.output,
    PG_LIBDIR: run.libraries,
    PG_DLSUFFIX: '.so',
  };
  const psql = async (args: readonly string[], script: string, into: string) => {
    const redirect = `"$0" "$@" < '${script}' > '${into}' 2>&1`;
    await new Promise<void>((resolve) => {
      // What a script ends with says nothing: many of their statements must fail.
      execFile('sh', ['-c', redirect, run.psql, ...args], { env, timeout: 300_000 }, () => resolve());
    });
  };
  const good: string[] = [];
  for (const name of source.names) {
    const into = join(results, `${name}.out`);
    const flags = ['-X', '-a', '-q', '-d', run.database, '-v', 'HIDE_TABLEAM=on', '-v', 'HIDE_TOAST_COMPRESSION=on'];
    await psql(flags, join(source.scripts, 'sql', `${name}.sql`), into);
    if (isExpected(source.scripts, name, into)) good.push(name);
  }
  return good;
}

function isExpected(scripts: string, name: string, file: string): boolean {
  if (!existsSync(file)) return false;
  const printed = readFileSync(file, 'utf8');
  const folder = join(scripts, 'expected');
  const variants = readdirSync(folder).filter((each) => new RegExp(`^${name}(_\\d)?\\.out$`).test(each));
  return variants.some((each) => readFileSync(join(folder, each), 'utf8') === printed);
}
