import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { runSql } from '../support/sql.ts';
import { effectOf } from '../support/tripwire.ts';
import { type Installed, installedProject } from './installed.ts';

async function project(): Promise<Installed> {
  const at = installedProject({ major: 6, provider: 'sqlite', url: 'file:./dev.db' });
  await runSql('sqlite', `file:${join(at.dir, 'prisma/dev.db')}`, 'CREATE TABLE "User" (id INTEGER)');
  return at;
}

const shell = (at: Installed, line: string, cwd = at.dir) =>
  run('/bin/sh', ['-c', line], { cwd, env: at.env, timeoutMs: 60_000 });

/** Of a crash that nobody caught; our own message names places without folders. */
const stackTrace = /^ +at .*(?:node:|file:|\/).*:\d+:\d+\)?$/m;
const codes = [70, 73, 75, 77, 78, 126];

test.each(['db push', 'migrate reset --force'])(
  'with few files that may be open, %s ends in our words and changes nothing',
  async (line) => {
    const at = await project();
    let refused = 0;
    for (let files = 18; files <= 36; files += 2) {
      const ran = await shell(at, `ulimit -n ${files}; exec prisma ${line} 2>&1`);
      // Below a number that differs between its versions Node itself cannot start, or not read our first file or what kind of module that is.
      if (ran.signal !== undefined || /bin[\\/]prisma\.js'|ERR_INVALID_PACKAGE_CONFIG/.test(ran.stdout)) continue;
      if (ran.exitCode === 0) break;
      refused += 1;
      expect(at.calls().filter((call) => effectOf(call) !== 'reads')).toEqual([]);
      // Prisma itself may be what cannot start its engine: then no call has come to it.
      if (ran.stdout.includes('Schema engine exited')) continue;
      expect(codes, `${files}: ${ran.stdout}`).toContain(ran.exitCode);
      expect(ran.stdout).toContain('prisma-interlock[');
      expect(ran.stdout).not.toMatch(stackTrace);
    }
    expect(refused).toBeGreaterThan(2);
  },
);

test('in a folder that was removed, each of our programs says so', async () => {
  const at = await project();
  const gone = join(at.dir, 'gone');
  for (const line of ['prisma db push', 'prisma validate', 'prisma-interlock list', 'prisma-interlock status --json']) {
    mkdirSync(gone);
    const ran = await shell(at, `rmdir ../gone; exec ${line}`, gone);
    expect({ exitCode: ran.exitCode, stdout: ran.stdout }, ran.stderr).toEqual({ exitCode: 70, stdout: '' });
    expect(ran.stderr).toContain('The working folder is gone');
    rmSync(gone, { recursive: true, force: true });
  }
  expect(at.calls()).toEqual([]);
});
