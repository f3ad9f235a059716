import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { sharedFate } from '../../../src/backup/repository/nearness.ts';
import { createHost } from '../../../src/host.ts';
import { scratchFolder } from '../engines/scratch.ts';
import { resticPlace } from './places.ts';

const host = createHost();

function file(folder: string) {
  writeFileSync(join(folder, 'dev.db'), '');
  return { provider: 'sqlite', host: '', port: 0, database: join(folder, 'dev.db') } as const;
}

it('names a repository on the disk of the SQLite file, also before it is made', async () => {
  const folder = scratchFolder();
  expect(await sharedFate(host, join(folder, 'deep', 'backups'), file(folder))).toContain('own disk');
  expect(await sharedFate(host, resticPlace(join(folder, 'restic')), file(folder))).toContain('own disk');
  expect(await sharedFate(host, resticPlace('sftp:backup:/srv'), file(folder))).toBeUndefined();
});

it.runIf(process.getuid?.() === 0 && process.platform === 'linux')('does not name one on another disk', async () => {
  const folder = scratchFolder();
  const disk = join(folder, 'disk');
  mkdirSync(disk);
  expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status).toBe(0);
  onTestFinished(() => void spawnSync('umount', ['-l', disk]));
  expect(await sharedFate(host, disk, file(folder))).toBeUndefined();
});

it.each([
  ['localhost', '/srv/backups', true],
  ['db.example.com', '/srv/backups', false],
  ['localhost', 'rest:http://app:x@127.0.0.1:8000/', true],
  ['localhost', 'rest:https://app:x@backup.example.com/', false],
])('of a server on %s and a repository at %s', async (server, repository, isShared) => {
  const place = repository.startsWith('/') ? repository : resticPlace(repository);
  const identity = { provider: 'postgresql', host: server, port: 5432, database: 'app' } as const;
  expect((await sharedFate(host, place, identity)) !== undefined).toBe(isShared);
});
