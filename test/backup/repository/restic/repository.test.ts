import { spawn } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { nameOf } from '../../../../src/backup/repository/place.ts';
import { type GoodEntry, listBackups, verifyFiles, withPayload } from '../../../../src/backup/repository/read.ts';
import { InterlockError } from '../../../../src/errors/interlock-error.ts';
import type { Host } from '../../../../src/host.ts';
import type { ResticRepository } from '../../../../src/policy/policy.ts';
import { programOnPath } from '../../../support/program-on-path.ts';
import { installRestic, startResticServer } from '../../../support/restic.ts';
import { hostWithPath } from '../../engines/engine-places.ts';
import { scratchFolder, tickingHost } from '../../engines/scratch.ts';
import { type SqlitePlace, sqlitePlace } from '../../engines/sqlite/place.ts';
import { madeRestic, resticPlace, runRestic } from '../places.ts';

beforeAll(installRestic, 600_000);

async function make(place: SqlitePlace, repository: ResticRepository, host: Host = tickingHost()) {
  const policy = { ...place.policy, backup: { ...place.policy.backup, repository } };
  const why = { reason: 'before db push', argv: ['db', 'push'] };
  return backUp({ host, target: place.target, policy, why, kind: 'automatic', need: 'always' });
}

async function fault(run: Promise<unknown>): Promise<InterlockError> {
  const error = await run.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(InterlockError);
  return error as InterlockError;
}

it('keeps backups on a server, and says of one that is away that it is, without its password', async () => {
  const server = await startResticServer();
  onTestFinished(() => server.remove());
  const [place, repository] = [sqlitePlace(), resticPlace(server.url)];
  try {
    await make(place, repository);
    const [entry] = (await listBackups(tickingHost(), repository)) as GoodEntry[];
    expect(entry?.state).toBe('good');
    expect(await withPayload(tickingHost(), entry as GoodEntry, async (folder) => readdirSync(folder))).toEqual([
      'database.sqlite',
    ]);
    const wrong = resticPlace(server.url.replace('app:', 'app:x'));
    expect((await fault(listBackups(tickingHost(), wrong))).why).toContain('401');
  } finally {
    await server.stop();
  }
  for (const run of [listBackups(tickingHost(), repository), make(place, repository)]) {
    const error = await fault(run);
    expect(error).toMatchObject({ code: 'backup-failed', why: expect.stringContaining('refused') });
    expect(`${error.message} ${error.why} ${error.next.join()} ${String(error.cause)}`).not.toContain('s3cret');
  }
  expect(nameOf(repository)).not.toMatch(/s3cret|app/);
});

it('has no password in the command line or the environment of restic', async () => {
  const [place, folder] = [sqlitePlace(), scratchFolder()];
  const log = join(folder, 'log');
  const spy = join(folder, 'restic');
  const real = programOnPath('restic');
  writeFileSync(spy, `#!/bin/sh\n{ echo "$@"; env; } >> '${log}'\nexec '${real}' "$@"\n`);
  chmodSync(spy, 0o755);
  const host = hostWithPath(`${folder}:${process.env.PATH}`);
  const away = resticPlace('rest:http://app:geheim-1@127.0.0.1:9/');
  await fault(make(place, away, host));
  const said = readFileSync(log, 'utf8');
  expect(said).toContain('cat config');
  expect(said).not.toMatch(/geheim-1|restic-s3cret/);
});

it('says of a wrong password and of a missing password file what is wrong, and lists nothing as good', async () => {
  const [place, repository] = [sqlitePlace(), await madeRestic()];
  await make(place, repository);
  writeFileSync(repository.passwordFile, 'another');
  expect((await fault(listBackups(tickingHost(), repository))).why).toContain('wrong password');
  const missing = { ...repository, passwordFile: join(scratchFolder(), 'none') };
  expect((await fault(listBackups(tickingHost(), missing))).why).toContain('ENOENT');
});

it('names the package where restic is not installed', async () => {
  const repository = resticPlace(join(scratchFolder(), 'r'));
  const error = await fault(listBackups(hostWithPath(scratchFolder()), repository));
  expect(error).toMatchObject({ code: 'tool-missing', next: [expect.stringContaining('apt-get install restic')] });
});

it('lists no snapshot that was not read back, and removes it with the next backup', async () => {
  const [place, repository] = [sqlitePlace(), await madeRestic()];
  await make(place, repository);
  const at = repository.repository.reveal();
  const ids = () => (JSON.parse(runRestic(at, 'snapshots', '--json')) as { id: string }[]).map(({ id }) => id);
  runRestic(at, 'tag', '--add', 'unproved');
  expect(await listBackups(tickingHost(), repository)).toEqual([]);
  const [left] = ids();
  await make(place, repository);
  expect(ids()).not.toContain(left);
  expect(await listBackups(tickingHost(), repository)).toHaveLength(1);
});

it('finds a pack that was changed, at the check of what is written and at reading', async () => {
  const [place, repository] = [sqlitePlace(), await madeRestic()];
  await make(place, repository);
  const [entry] = (await listBackups(tickingHost(), repository)) as GoodEntry[];
  const data = join(repository.repository.reveal(), 'data');
  const files = readdirSync(data, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const bytes = readFileSync(path);
    for (let at = 0; at < bytes.length; at += 7) bytes[at] = (bytes[at] ?? 0) ^ 1;
    chmodSync(path, 0o600);
    writeFileSync(path, bytes);
  }
  await expect(verifyFiles(tickingHost(), entry as GoodEntry)).rejects.toThrow(/cannot be read|was changed/);
  await expect(withPayload(tickingHost(), entry as GoodEntry, async () => 'ran')).rejects.toThrow(
    /cannot be read|was changed/,
  );
  expect(readdirSync(repository.staging).filter((name) => name.startsWith('.partial-'))).toEqual([]);
  const fresh = { ...repository, staging: join(scratchFolder(), 'other') };
  expect(await listBackups(tickingHost(), fresh)).toMatchObject([{ state: 'damaged' }]);
});

it('removes a lock that a killed command of this machine left', async () => {
  const [place, repository] = [sqlitePlace(), await madeRestic()];
  await make(place, repository);
  const locks = join(repository.repository.reveal(), 'locks');
  await leaveLock(repository);
  expect(readdirSync(locks)).toHaveLength(1);
  await make(place, repository);
  expect(readdirSync(locks)).toEqual([]);
});

/** Has restic take a lock, and kills it. */
async function leaveLock(place: ResticRepository): Promise<void> {
  const env = { ...process.env, RESTIC_PASSWORD_FILE: place.passwordFile };
  const args = ['-r', place.repository.reveal(), 'backup', '--stdin', '--tag', 'x'];
  const child = spawn('restic', args, { env, stdio: ['pipe', 'ignore', 'ignore'], cwd: scratchFolder() });
  const locks = join(place.repository.reveal(), 'locks');
  // A file counts once it has its name; before that restic writes it beside.
  const isLocked = () => readdirSync(locks).some((name) => !name.includes('-tmp-'));
  for (let tries = 0; tries < 100 && !isLocked(); tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
