import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ProjectOptions } from '../support/project.ts';
import { freePort } from '../support/server-process.ts';
import { createMariadbDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';
import { isMutating } from '../support/tripwire.ts';
import { type Installed, installedProject } from './installed.ts';
import { withoutOpening } from './opening-lines.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE "Post" (id INTEGER PRIMARY KEY);' };

async function sqliteProject(more: Partial<ProjectOptions> = {}): Promise<Installed> {
  const at = installedProject({ major: 6, provider: 'sqlite', url: 'file:./dev.db', migrations, ...more });
  await runSql(
    'sqlite',
    `file:${join(at.dir, 'prisma/dev.db')}`,
    'CREATE TABLE "User" (id INTEGER); INSERT INTO "User" VALUES (1);',
  );
  return at;
}

async function mariadbProject(): Promise<Installed> {
  const database = await createMariadbDatabase();
  onTestFinished(() => database.drop());
  await runSql('mysql', database.url, 'CREATE TABLE User (id int); INSERT INTO User VALUES (1);');
  return installedProject({ major: 6, provider: 'mysql', url: database.url, migrations });
}

/** A PATH with Node and a shell, and these programs, which only print a version. */
function barePath(at: Installed, programs: Readonly<Record<string, string>> = {}): Record<string, string> {
  const folder = join(at.dir, '.home', 'bin');
  mkdirSync(folder);
  symlinkSync(process.execPath, join(folder, 'node'));
  for (const [name, says] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\necho '${says}'\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return { PATH: folder };
}

test('a server that does not answer stops a change for which a backup is mandatory', async () => {
  const port = await freePort();
  for (const provider of ['postgresql', 'mysql'] as const) {
    const url = `${provider}://app:s3cret-word@127.0.0.1:${port}/app`;
    const at = installedProject({ major: 6, provider, url, migrations });
    const env = { CI: 'true', NODE_ENV: 'production', PRISMA_INTERLOCK_CONFIRM: `app@localhost:${port}` };
    const { exitCode, stdout, stderr } = await at.run('prisma', ['migrate', 'deploy'], { env });
    expect(exitCode, stderr + stdout).toBe(73);
    expect(stderr).toContain('Prisma was stopped before it changed anything.');
    expect(stderr).not.toContain('s3cret');
    expect(isMutating(at.calls())).toBe(false);
  }
});

test('a dump tool that is missing, or older than the server, is named with what to install', async () => {
  const missing = await mariadbProject();
  const ran = await missing.run('prisma', ['db', 'push'], { env: barePath(missing) });
  expect({ exitCode: ran.exitCode, stdout: withoutOpening(ran.stdout) }, ran.stderr).toEqual({
    exitCode: 69,
    stdout: '',
  });
  expect(ran.stderr).toContain('mariadb-client');
  expect(isMutating(missing.calls())).toBe(false);

  const old = await mariadbProject();
  const path = barePath(old, { 'mariadb-dump': 'mariadb-dump  Ver 10.14 Distrib 5.5.68-MariaDB, for Linux (x86_64)' });
  const late = await old.run('prisma', ['db', 'push'], { env: path });
  expect({ exitCode: late.exitCode, stdout: withoutOpening(late.stdout) }, late.stderr).toEqual({
    exitCode: 73,
    stdout: '',
  });
  expect(late.stderr).toContain('5.5.68');
  expect(isMutating(old.calls())).toBe(false);
});

test('a repository that cannot be written to stops the command', async () => {
  // /sys takes no folder from anybody, not from root either.
  const at = await sqliteProject({ files: { 'prisma-interlock.json': '{"backup":{"repository":"/sys/backups"}}' } });
  const { exitCode, stdout, stderr } = await at.run('prisma', ['db', 'push']);
  expect({ exitCode, stdout: withoutOpening(stdout) }, stderr).toEqual({ exitCode: 73, stdout: '' });
  expect(stderr).toContain('/sys/backups');
  expect(isMutating(at.calls())).toBe(false);
});

test('an audit log that cannot be written stops the command', async () => {
  const at = await sqliteProject();
  const folder = join(at.dir, '.prisma-interlock');
  const obstacles = [
    () => writeFileSync(folder, 'a file where the folder should be'),
    () => {
      mkdirSync(folder);
      execFileSync('mkfifo', [join(folder, 'audit.jsonl')]);
    },
  ];
  for (const put of obstacles) {
    put();
    const { exitCode, stdout, stderr } = await at.run('prisma', ['db', 'push'], { timeoutMs: 20_000 });
    expect({ exitCode, stdout: withoutOpening(stdout) }, stderr).toEqual({ exitCode: 73, stdout: '' });
    rmSync(folder, { recursive: true });
  }
  expect(isMutating(at.calls())).toBe(false);
});

test('a policy with a key that nobody knows stops the command and names the nearest key', async () => {
  const at = await sqliteProject({ files: { 'prisma-interlock.json': '{"bakcup":{"keep":3}}' } });
  const { exitCode, stdout, stderr } = await at.run('prisma', ['db', 'push']);
  expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 78, stdout: '' });
  expect(stderr).toContain('bakcup');
  expect(stderr).toContain('backup');
  expect((await at.run('prisma', ['validate'])).exitCode).toBe(0);
  expect(at.calls()).toEqual([]);
});

test('a policy that is no JSON stops the command', async () => {
  const at = await sqliteProject({ files: { 'prisma-interlock.json': '{"backup":' } });
  expect((await at.run('prisma', ['migrate', 'reset', '--force'])).exitCode).toBe(78);
  expect(at.calls()).toEqual([]);
});

test('a policy that cannot be read to its end stops the command', async () => {
  const at = await sqliteProject();
  const file = join(at.dir, 'prisma-interlock.json');
  const obstacles = [
    () => execFileSync('mkfifo', [file]),
    () => symlinkSync('/dev/zero', file),
    () => symlinkSync('nowhere.json', file),
    () => writeFileSync(file, '['.repeat(200_000)),
    () => execFileSync('truncate', ['--size=56M', file]),
  ];
  for (const put of obstacles) {
    put();
    const { exitCode, stdout, stderr } = await at.run('prisma', ['db', 'push'], { timeoutMs: 20_000 });
    expect({ exitCode, stdout }, stderr).toEqual({ exitCode: 78, stdout: '' });
    expect(stderr).toContain(file);
    rmSync(file);
  }
  expect(at.calls()).toEqual([]);
});

test('megabytes of control characters and line breaks break neither a message nor the audit log', async () => {
  const at = await sqliteProject();
  const junk = '\x1b[2J\x07\r\n"}\u202e\x9b31m\t\u0001'.repeat(5000);
  const words = Array(13).fill(junk) as string[];
  expect(Buffer.byteLength(words.join(''))).toBeGreaterThan(1_000_000);
  const unknown = await at.run('prisma', ['db', 'psuh', ...words]);
  expect(unknown.exitCode).toBe(75);
  expect(unknown.stdout).toBe('');
  expect(unknown.stderr.length).toBeLessThan(5000);
  expect(unknown.stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);

  const harmless = await at.run('prisma', ['db', 'push', ...words]);
  expect(harmless.exitCode, harmless.stderr.slice(0, 3000)).toBe(0);
  const [id = ''] = at.backups();
  const manifest = JSON.parse(readFileSync(join(at.dir, 'backups', id, 'manifest.json'), 'utf8'));
  expect(manifest.why.reason).toBe('before db push');
  expect(at.audit().map(({ event }) => event)).toEqual(['refused', 'begin', 'end']);
  expect(readFileSync(join(at.dir, '.prisma-interlock/audit.jsonl'), 'utf8').length).toBeLessThan(30_000);
});
