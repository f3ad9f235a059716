import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { engineFor } from '../../../src/backup/engines/registry.ts';
import { findTool } from '../../../src/databases/mysql/tools.ts';
import { decisiveLines } from '../../../src/databases/tools/decisive-lines.ts';
import { findTools } from '../../../src/databases/tools/find-tool.ts';
import { runTool, ToolFailure } from '../../../src/databases/tools/run-tool.ts';
import { createHost, type Host } from '../../../src/host.ts';
import type { Kind } from '../../backup/engines/engine-places.ts';
import { hostWithPath, makePlace } from '../../backup/engines/engine-places.ts';
import { scratchFolder } from '../../backup/engines/scratch.ts';

const packaged = [
  '/usr/lib/postgresql',
  '/usr',
  '/opt/homebrew/opt',
  '/usr/local/opt',
  '/Applications/Postgres.app/Contents/Versions',
];

/** A folder with programs that print these lines when asked for their version. */
function programs(versions: Record<string, string>): string {
  const folder = scratchFolder();
  for (const [name, line] of Object.entries(versions)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho '${line}'\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

async function preflight(kind: Kind, host: Host) {
  const { target } = await makePlace(kind);
  return (await engineFor(kind))?.preflight({ host, target });
}

it('names the package of a dump program that is not installed', async () => {
  const host = hostWithPath(scratchFolder(), packaged);
  const next = expect.arrayContaining([expect.stringContaining('postgresql-client-1')]);
  await expect(preflight('postgresql', host)).rejects.toMatchObject({ code: 'tool-missing', next });
  const client = expect.arrayContaining([expect.stringContaining('mariadb-client')]);
  await expect(preflight('mysql', host)).rejects.toMatchObject({ code: 'tool-missing', next: client });
});

it('refuses a dump program that is older than the server, and says which is wanted', async () => {
  const old = hostWithPath(
    programs({
      pg_dump: 'pg_dump (PostgreSQL) 9.6.24',
      'mariadb-dump': 'mariadb-dump  Ver 10.19 Distrib 5.5.64-MariaDB, for Linux (x86_64)',
    }),
    packaged,
  );
  const why = expect.stringMatching(/pg_dump is version 9\.6\.24, older than the server, which is \d\d/);
  const next = expect.arrayContaining([expect.stringContaining('postgresql-client-1')]);
  await expect(preflight('postgresql', old)).rejects.toMatchObject({ code: 'backup-failed', why, next });
  const other = expect.stringMatching(/mariadb-dump is version 5\.5\.64, older than the server, which is MariaDB/);
  await expect(preflight('mysql', old)).rejects.toMatchObject({ code: 'backup-failed', why: other });
});

it("refuses MariaDB's program alone for a MySQL that it cannot read, by that server's version", async () => {
  const line = 'mysqldump  Ver 10.19 Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)';
  const host = hostWithPath(programs({ mysqldump: line }), packaged);
  const find = (version: string) => findTool(host, 'dump', { family: 'MySQL', version });
  await expect(find('5.6.24')).rejects.toMatchObject({
    code: 'tool-missing',
    why: expect.stringMatching(/mysqldump is MariaDB's, .* the server is MySQL 5\.6\.24/),
    next: expect.arrayContaining([expect.stringContaining('mysql-client')]),
  });
  expect(await find('5.7.44')).toMatchObject({ family: 'MariaDB' });
  const both = programs({ mysqldump: 'mysqldump  Ver 10.13 Distrib 5.7.44, for Linux (x86_64)', 'mariadb-dump': line });
  const found = await findTool(hostWithPath(both, packaged), 'dump', { family: 'MySQL', version: '5.6.24' });
  expect(found).toMatchObject({ family: 'MySQL', version: '5.7.44' });
});

it('takes a newer program from where packages put it when the first on PATH is too old', async () => {
  const host = hostWithPath(programs({ pg_dump: 'pg_dump (PostgreSQL) 9.6.24' }));
  const found = await preflight('postgresql', host);
  expect(found?.tool?.version).not.toBe('9.6.24');
});

it.each([
  ['pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)', '15.18'],
  ['pg_dump (PostgreSQL) 19beta1', '19'],
  ['mariadb-dump  Ver 10.19 Distrib 10.11.19-MariaDB, for debian-linux-gnu (x86_64)', '10.11.19'],
  ['mariadb-dump from 11.4.2-MariaDB, client 10.19 for Linux (x86_64)', '11.4.2'],
  ['mysqldump  Ver 8.0.36-0ubuntu0.22.04.1 for Linux on x86_64 ((Ubuntu))', '8.0.36'],
  ['mysqldump  Ver 10.13 Distrib 5.7.44, for Linux (x86_64)', '5.7.44'],
])('reads a version from "%s"', async (line, version) => {
  const found = await findTools(hostWithPath(programs({ tool: line })), 'tool');
  expect(found.map((tool) => tool.version)).toEqual([version]);
});

it('gives a program a small environment, without the variables of the project', async () => {
  const base = createHost();
  const env = { ...base.env, DATABASE_URL: 'postgres://secret', PGPASSWORD: 'x', PGOPTIONS: '-c role=x' };
  const host = Object.create(base, { env: { value: env } }) as Host;
  let said = '';
  const read = async (stdout: AsyncIterable<unknown>) => {
    for await (const chunk of stdout) said += String(chunk);
  };
  await runTool(host, { path: '/usr/bin/env', args: [], passwords: [], read });
  expect(said).toContain('LC_ALL=C');
  expect(said).not.toMatch(/DATABASE_URL|PGPASSWORD|PGOPTIONS/);
});

it('tells the last words of a program that failed, without the password in any spelling', async () => {
  const password = 'p@ss "w/rd';
  const words = `first line; echo 'bad ${password} and ${encodeURIComponent(password)}' >&2; exit 3`;
  const call = { path: '/bin/sh', args: ['-c', `echo ${words}`], passwords: [password] };
  const error = await runTool(createHost(), call).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ToolFailure);
  expect((error as Error).message).toBe('exit code 3: bad [redacted] and [redacted]');
});

it.each([
  [
    "WARNING: --ssl is deprecated\nmysqldump: [Warning] unknown variable 'loose-x'\nmysqldump: Got error: 1044",
    'mysqldump: Got error: 1044',
  ],
  [
    'pg_dump: warning: there are circular keys\npg_dump: error: query failed\npg_dump: detail: warning signs',
    'pg_dump: error: query failed\npg_dump: detail: warning signs',
  ],
  ['WARNING: only this is said', 'WARNING: only this is said'],
  ['1\n2\n3\nwarning: x\n4\n5\n6\n7\n', '2\n3\n4\n5\n6\n7'],
  ['', ''],
])('of %j tells the lines that decide', (said, told) => {
  expect(decisiveLines(said)).toBe(told);
});

it.runIf(process.platform === 'linux')(
  'gives the password through a descriptor that has no name and is in no environment',
  async () => {
    let said = '';
    const read = async (stdout: AsyncIterable<unknown>) => {
      for await (const chunk of stdout) said += String(chunk);
    };
    const script = 'cat /proc/self/fd/3; echo; readlink /proc/self/fd/3; stat -L -c %a /proc/self/fd/3; env';
    await runTool(createHost(), { path: '/bin/sh', args: ['-c', script], sealed: 'the-password', passwords: [], read });
    const [first, link, mode, ...environment] = said.split('\n');
    expect(first).toBe('the-password');
    expect(link).toMatch(/ \(deleted\)$/);
    expect(mode).toBe('600');
    expect(environment.join()).not.toContain('the-password');
  },
);
