/** A folder with PostgreSQL's source, as its release tarball or its repository has it. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

export interface Source {
  /** Where the scripts are: `sql`, `data`, `expected`. */
  readonly scripts: string;
  readonly major: number;
  /** In the order in which pg_regress runs them, those of a group one after the other. */
  readonly names: readonly string[];
}

export function readSource(folder: string): Source {
  const scripts = join(folder, 'src/test/regress');
  if (!existsSync(join(scripts, 'parallel_schedule')))
    throw new Error(`${folder} holds no source of PostgreSQL: src/test/regress is not there.`);
  const version = /^PACKAGE_VERSION='?(\d+)/m.exec(readFileSync(join(folder, 'configure'), 'utf8'));
  const schedule = readFileSync(join(scripts, 'parallel_schedule'), 'utf8');
  const names = [...schedule.matchAll(/^test: (.*)$/gm)].flatMap(([, group = '']) => group.trim().split(/\s+/));
  return { scripts, major: Number(version?.[1]), names };
}

/** Functions in C that the scripts name: compiled into `into` with the server's own headers. */
export async function compileLibraries(folder: string, headers: string, into: string): Promise<void> {
  const files = ['src/test/regress/regress.c', 'contrib/spi/autoinc.c', 'contrib/spi/refint.c'];
  mkdirSync(into, { recursive: true });
  for (const file of files) {
    const library = join(into, `${basename(file, '.c')}.so`);
    // The second is where Debian keeps libpq's part of them.
    const paths = [`-I${headers}`, `-I${join(headers, '../..')}`];
    await promisify(execFile)('gcc', ['-shared', '-fPIC', '-O1', '-w', ...paths, '-o', library, join(folder, file)]);
  }
}
