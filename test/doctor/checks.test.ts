import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { checkBackups, checkTool } from '../../src/doctor/checks/backups.ts';
import { checkAudit, checkSpace, checkWritable } from '../../src/doctor/checks/folders.ts';
import { checkNamed, checkPolicy } from '../../src/doctor/checks/policy.ts';
import { checkVersions } from '../../src/doctor/checks/versions.ts';
import { readSqliteFile } from '../../src/doctor/role/sqlite.ts';
import type { Surroundings } from '../../src/doctor/surroundings.ts';
import { createHost, type Host } from '../../src/host.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import { createTarget } from '../../src/target/target.ts';
import { scratchFolder, tinyPlace, writeTiny } from '../backup/engines/scratch.ts';
import { freePort } from '../support/server-process.ts';
import { createPostgresDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';
import { hostAt } from './surroundings.ts';

const policyOf = (folder: string) => mergePolicies([], folder);

test('a folder is found writable by writing, and nothing stays of that', () => {
  const folder = scratchFolder();
  expect(checkWritable(hostAt(folder), 'repository', folder)).toMatchObject({
    level: 'ok',
    says: `${folder} can be written`,
  });
  const deep = join(folder, 'not', 'there');
  expect(checkWritable(hostAt(folder), 'repository', deep)).toMatchObject({
    level: 'ok',
    says: expect.stringContaining('made when it is needed'),
  });
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder that takes nothing is a failure, for every guarded command would stop there', () => {
  // Takes no file from anybody, not from root either.
  expect(checkWritable(createHost(), 'repository', '/sys/backups')).toMatchObject({
    level: 'fail',
    says: expect.stringContaining('/sys'),
  });
});

test('the audit log is opened, not written', () => {
  const folder = scratchFolder();
  expect(checkAudit(hostAt(folder), folder)).toMatchObject({ id: 'audit', level: 'ok' });
  expect(existsSync(join(folder, '.prisma-interlock'))).toBe(false);
  const file = join(folder, '.prisma-interlock', 'audit.jsonl');
  mkdirSync(join(folder, '.prisma-interlock'));
  writeFileSync(file, 'a line\n');
  expect(checkAudit(hostAt(folder), folder)).toMatchObject({ level: 'ok' });
  expect(createHost().fs.readFileSync(file, 'utf8')).toBe('a line\n');
  mkdirSync(join(folder, 'b', '.prisma-interlock', 'audit.jsonl'), { recursive: true });
  expect(checkAudit(hostAt(folder), join(folder, 'b'))).toMatchObject({ level: 'fail' });
});

test('free space is held against what the server estimates', async () => {
  const folder = scratchFolder();
  const space = async (needed: number | undefined) =>
    (await checkSpace(hostAt(folder), policyOf(folder), needed))[0]?.level;
  const { bavail, bsize } = await createHost().fs.promises.statfs(folder);
  expect(await space(undefined)).toBe('ok');
  expect(await space(1)).toBe('ok');
  expect(await space(bavail * bsize * 0.8)).toBe('warn');
  expect(await space(bavail * bsize * 2)).toBe('fail');
});

test('the policy: its files, what is wrong with it, and the defaults in its place', async () => {
  const folder = scratchFolder();
  const host = hostAt(folder, { HOME: folder });
  expect((await checkPolicy(host, folder)).check).toMatchObject({
    level: 'ok',
    says: expect.stringContaining('defaults'),
  });
  const file = join(folder, 'prisma-interlock.json');
  writeFileSync(file, '{ "disposable": ["a@localhost"] }');
  expect((await checkPolicy(host, folder)).check).toMatchObject({ level: 'ok', says: `valid: ${file}` });
  writeFileSync(file, '{ "bakcup": {} }');
  const broken = await checkPolicy(host, folder);
  expect(broken.check).toMatchObject({
    level: 'fail',
    says: expect.stringContaining('bakcup'),
    fix: [expect.stringContaining('"backup"')],
  });
  expect(broken.policy.disposable).toEqual([]);
});

test('a database that only guesses speak of is worth a word, one that the policy names is not', () => {
  const host = hostAt('/');
  const target = createTarget(host, 'postgresql://u@db.example.com/app', 'main', 'a test', '/');
  const said = { ...policyOf('/'), environments: [{ target: 'app@db.example.com', is: 'staging' as const }] };
  const unknown = {
    name: 'unknown',
    evidence: [{ says: 'unknown', from: 'host', why: 'It is a public host.' }],
  } as const;
  expect(checkNamed(target, undefined, said, { name: 'staging', evidence: [] })).toMatchObject({ level: 'ok' });
  const guessed = checkNamed(target, undefined, policyOf('/'), unknown);
  expect(guessed).toMatchObject({
    level: 'warn',
    says: expect.stringContaining('It is a public host.'),
    fix: [expect.stringContaining('"app@db.example.com"')],
  });
  expect(checkNamed(target, undefined, policyOf('/'), { name: 'production', evidence: [] })).toMatchObject({
    level: 'ok',
  });
  expect(checkNamed(undefined, 'nobody said', policyOf('/'), unknown)).toMatchObject({
    level: 'warn',
    says: expect.stringContaining('nobody said'),
  });
});

test('backups: none yet, a fresh one, an old one, a damaged one', async () => {
  const place = tinyPlace();
  const policy = {
    ...policyOf(place.folder),
    backup: { ...policyOf(place.folder).backup, repository: place.repository },
  };
  const at = (now: string) => Object.create(createHost(), { now: { value: () => new Date(now) } }) as Host;
  const check = (now = '2026-11-22T05:00:00Z') => checkBackups(at(now), policy, place.target);
  expect(await check()).toMatchObject({ level: 'warn', says: `there is none of ${place.target.label} yet` });
  const { path } = await writeTiny(place);
  expect(await check()).toMatchObject({ level: 'ok', says: expect.stringContaining('24 hours') });
  expect(await check('2026-11-27T05:00:00Z')).toMatchObject({
    level: 'ok',
    says: expect.stringContaining('5 days old'),
  });
  expect(await check('2027-02-01T00:00:00Z')).toMatchObject({
    level: 'warn',
    says: expect.stringContaining('days old'),
  });
  writeFileSync(join(path, 'manifest.json'), '{');
  expect(await check()).toMatchObject({ level: 'warn', says: expect.stringContaining('damaged') });
});

test('the dump tool: found with the version of the server, missing, too old, and a server that is asleep', async () => {
  const database = await createPostgresDatabase();
  onTestFinished(() => database.drop());
  const target = (url: string) => createTarget(createHost(), url, 'main', 'a test', '/');
  const found = await checkTool(createHost(), target(database.url));
  expect(found.check).toMatchObject({ level: 'ok', says: expect.stringMatching(/^pg_dump \d+.*, the server is \d+/) });
  expect(found.preflight?.estimatedBytes).toBeGreaterThan(0);
  const none = Object.create(createHost(), {
    env: { value: { PATH: scratchFolder() } },
    fs: { value: { ...createHost().fs, readdirSync: () => [] } },
  }) as Host;
  expect((await checkTool(none, target(database.url))).check).toMatchObject({
    level: 'fail',
    fix: expect.arrayContaining([expect.stringContaining('postgresql-client')]),
  });
  const asleep = await checkTool(createHost(), target(`postgresql://u:s3cret@127.0.0.1:${await freePort()}/app`));
  expect(asleep).toMatchObject({ preflight: undefined, check: { level: 'warn' } });
  expect(JSON.stringify(asleep)).not.toContain('s3cret');
});

test('versions of Node and of Prisma that nobody tests are told', () => {
  const check = (nodeVersion: string, version: string | undefined) => {
    const major = version === undefined ? undefined : Number(version.split('.')[0]);
    const prisma = version === undefined ? undefined : { version, major, entry: '' };
    const host = Object.create(hostAt('/'), { nodeVersion: { value: nodeVersion } }) as Host;
    return checkVersions({ host, prisma, manager: { adds: 'npm install' } } as Surroundings).map(({ level }) => level);
  };
  expect(check('20.19.0', '5.22.0')).toEqual(['ok', 'ok']);
  expect(check('20.18.3', '6.19.3')).toEqual(['warn', 'ok']);
  expect(check('23.5.0', '7.10.1')).toEqual(['warn', 'ok']);
  expect(check('24.0.0', '8.0.0-rc.19')).toEqual(['ok', 'ok']);
  expect(check('26.1.0', '9.0.0')).toEqual(['ok', 'warn']);
  expect(check('20.19.0', '8.0.0')).toEqual(['ok', 'warn']);
  expect(check('22.12.0', undefined)).toEqual(['ok', 'warn']);
});

test('a SQLite file that others may write is told with the chmod that stops them', async () => {
  const folder = scratchFolder();
  chmodSync(folder, 0o700);
  const file = join(folder, "it's.db");
  await runSql('sqlite', `file:${file}`, 'CREATE TABLE t (id int)');
  const host = hostAt(folder);
  const read = () => readSqliteFile(host, createTarget(host, `file:${file}`, 'main', 'a test', folder)).powers;
  chmodSync(file, 0o644);
  expect(read()).toEqual([]);
  chmodSync(file, 0o666);
  chmodSync(folder, 0o770);
  const powers = read();
  expect(powers.map(({ could }) => could)).toEqual([
    'be overwritten by every user of this machine',
    'be overwritten by every user of its group',
    'be removed by every user of its group',
  ]);
  const { execFileSync } = await import('node:child_process');
  for (const statement of powers.flatMap(({ stop }) => stop)) execFileSync('/bin/sh', ['-c', statement]);
  expect(read()).toEqual([]);
});
