import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { folderWith } from '../doctor/surroundings.ts';
import { type Installed, installedProject } from '../e2e/installed.ts';
import { createPostgresDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';
import { call } from './call.ts';

const config = `import 'prisma-interlock/config';
import { defineConfig } from 'prisma/config';
export default defineConfig({ schema: 'schema.prisma', datasource: { url: process.env['DATABASE_URL'] ?? 'file:./dev.db' } });
`;

/** Prisma 7 with the shim in `.bin`, our line in its config and its schema beside that: no way is open. */
function guarded(more: { url?: string; env?: Record<string, string>; files?: Record<string, string> } = {}): Installed {
  const at = installedProject({
    major: 7,
    provider: more.url ? 'postgresql' : 'sqlite',
    url: more.url ?? 'file:./dev.db',
    urlIn: 'env',
    env: more.env ?? {},
    files: { 'prisma.config.ts': config, ...more.files },
  });
  const schema = readFileSync(join(at.dir, 'prisma/schema.prisma'), 'utf8');
  rmSync(join(at.dir, 'prisma'), { recursive: true });
  writeFileSync(join(at.dir, 'schema.prisma'), schema);
  return at;
}

const doctor = (at: { dir: string; env: Readonly<Record<string, string>> }, ...words: string[]) =>
  call(['doctor', ...words], { cwd: at.dir, env: at.env });
const records = (stdout: string) =>
  stdout
    .trimEnd()
    .split('\n')
    .map((each): Record<string, unknown> => JSON.parse(each));

test('where every way is caught the doctor says so, exits 0 and leaves nothing behind', async () => {
  const at = guarded();
  const before = readdirSync(at.dir);
  const { exitCode, stdout } = await doctor(at);
  expect({ exitCode, stdout }).toMatchObject({ exitCode: 0 });
  expect(stdout).toMatch(/^WAY IN +CAUGHT BY +MEND$/m);
  expect(stdout).toMatch(/^npx prisma +shim, config, gate$/m);
  expect(stdout).toMatch(/^node node_modules\/prisma\/build\/index.js +config, gate$/m);
  expect(stdout).toMatch(/^ok {4}prisma +Prisma 7/m);
  expect(stdout).toMatch(/\nNothing dangerous is open\.\n$/);
  expect(stdout).not.toContain('\u001b');
  expect(readdirSync(at.dir)).toEqual(before);
  expect(at.calls()).toEqual([]);
  expect(await doctor(at, '--ci', '--no-database')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});

test('an open way is named with what closes it, and the exit code is 1', async () => {
  const at = guarded({ files: { 'prisma.prod.config.ts': config.replace(/^.*interlock.*\n/, '') } });
  const { exitCode, stdout } = await doctor(at, '--no-database');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(
    /^--config prisma\.prod\.config\.ts +NOBODY +add `import 'prisma-interlock\/config';` at the top/m,
  );
  expect(stdout).toMatch(/^fail {2}--config prisma\.prod\.config\.ts: Nobody stood/m);
  expect(stdout).toMatch(/\n1 way in is open: .*\n$/);
  const asJson = records((await doctor(at, '--no-database', '--json')).stdout);
  expect(asJson.filter(({ kind, state }) => kind === 'way' && state === 'open')).toMatchObject([
    { way: '--config prisma.prod.config.ts', level: 'fail' },
  ]);
  expect(asJson.at(-1)).toMatchObject({ kind: 'summary', exit: 1, fail: 1 });
});

test('in GitHub Actions a problem is an annotation at its line, and nothing else is said', async () => {
  const files = { 'package.json': '{\n  "name": "a",\n  "scripts": {\n    "build": "npx prisma@5 db push"\n  }\n}\n' };
  const at = guarded({ files, env: { GITHUB_ACTIONS: 'true' } });
  const { exitCode, stdout, stderr } = await doctor(at, '--ci', '--no-database');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^fail {2}package\.json:4: prisma@5 db push: .*\n$/);
  expect(stderr).toMatch(
    /^::error file=package\.json,line=4,title=prisma-interlock package\.json%3A4::prisma@5 db push: .*\n$/,
  );
});

test('what the role could destroy is a warning in production, with the statements, and without the password', async () => {
  const database = await createPostgresDatabase({ password: 's3cret-w%rd' });
  onTestFinished(() => database.drop());
  await runSql('postgresql', database.url, 'CREATE TABLE "Us""er" (id int)');
  const at = guarded({ url: database.url, env: { NODE_ENV: 'production' } });
  const { exitCode, stdout, stderr } = await doctor(at);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^warn {2}\S+ could drop or empty the table public\.Us"er, for it owns them$/m);
  expect(stdout).toContain('ALTER TABLE "public"."Us""er" OWNER TO "<migrator>";');
  expect(stdout).toMatch(/^ok {4}backup-tool +pg_dump/m);
  const inDevelopment = await doctor({ ...at, env: { ...at.env, NODE_ENV: 'development' } }, '--json');
  expect(records(inDevelopment.stdout).find(({ kind }) => kind === 'role')).toMatchObject({
    level: 'ok',
    role: database.user,
  });
  for (const text of [stdout, stderr, inDevelopment.stdout, inDevelopment.stderr]) expect(text).not.toContain('s3cret');
  const apart = await doctor(at, '--no-database');
  expect(apart.stdout).not.toMatch(/could drop|backup-tool/);
});

test('a broken policy is a finding of the doctor, not its end', async () => {
  const at = guarded({ files: { 'prisma-interlock.json': '{ "bakcup": {} }' } });
  const { exitCode, stdout } = await doctor(at, '--no-database');
  expect(exitCode).toBe(1);
  expect(stdout).toMatch(/^fail {2}policy +not valid.*bakcup/m);
  expect(stdout).toMatch(/^npx prisma +shim/m);
});

test('a folder without a Prisma has no way in, and that is no alarm', async () => {
  const dir = folderWith({ 'package.json': '{}' });
  const { exitCode, stdout } = await doctor({ dir, env: { PATH: '/nowhere', HOME: dir } });
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^node_modules\/\.bin\/prisma +not there$/m);
  expect(stdout).toMatch(/^warn {2}prisma +no Prisma is installed here$/m);
});

test('an interrupted doctor ends what it started', async () => {
  const at = guarded();
  const link = join(at.dir, 'node_modules/.bin/prisma');
  rmSync(link);
  writeFileSync(link, '#!/bin/sh\nsleep 300 & echo $! >> "$HOME/pids"\nwait\n');
  chmodSync(link, 0o755);
  const program = join(at.dir, 'node_modules/.bin/prisma-interlock');
  const child = spawn(program, ['doctor', '--no-database'], { cwd: at.dir, env: at.env, stdio: 'ignore' });
  const ended = once(child, 'exit');
  const pids = join(at.env['HOME'] ?? '', 'pids');
  for (let tries = 0; tries < 400 && !existsSync(pids); tries += 1) await sleep(50);
  child.kill('SIGTERM');
  expect(await ended).toEqual([null, 'SIGTERM']);
  for (const pid of readFileSync(pids, 'utf8').trim().split('\n')) {
    let left = true;
    for (let tries = 0; tries < 100 && left; tries += 1) {
      left = existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      if (left) await sleep(20);
    }
    expect(left).toBe(false);
  }
});

test('at the root of a workspace each package with a Prisma is looked into, from its own folder', async () => {
  const own = config.replace("process.env['DATABASE_URL'] ?? ", '');
  const at = installedProject({
    major: 7,
    provider: 'sqlite',
    url: 'file:./dev.db',
    urlIn: 'env',
    files: {
      'package.json': '{"name":"root","workspaces":["packages/*"]}',
      'packages/db/package.json': '{"name":"db","devDependencies":{"prisma":"7"}}',
      'packages/db/schema.prisma': 'datasource db {\n  provider = "sqlite"\n}\n',
      'packages/db/prisma.config.ts': own,
      'packages/old/package.json': '{"name":"old","devDependencies":{"prisma":"7"}}',
      'packages/old/schema.prisma': 'datasource db {\n  provider = "sqlite"\n}\n',
      'packages/old/prisma.config.ts': own.replace(/^.*interlock.*\n/, '').replace('dev.db', 'old.db'),
      'packages/ui/package.json': '{"name":"ui"}',
    },
  });
  for (const name of ['prisma', 'prisma.config.ts']) rmSync(join(at.dir, name), { recursive: true, force: true });
  const { stdout } = await doctor(at, '--json', '--no-database');
  const said = records(stdout).map((record) => `${record['level']} ${record['id']}: ${record['says']}`);
  expect(said).toContain('ok config-line: in packages/db: prisma.config.ts loads prisma-interlock/config');
  expect(said).toContain('warn config-line: in packages/old: prisma.config.ts does not load prisma-interlock/config');
  expect(said.filter((each) => each.includes(' environment: '))).toEqual([
    expect.stringMatching(/^ok environment: in packages\/db: .*dev\.db is .*development/),
    expect.stringMatching(/^ok environment: in packages\/old: .*old\.db is .*development/),
  ]);
  expect(said.filter((each) => each.includes('packages/ui'))).toEqual([]);
  expect(said.filter((each) => each.includes('not known'))).toEqual([]);
});
