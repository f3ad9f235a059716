import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { listBackups, verifyFiles } from '../../src/backup/repository/read.ts';
import { removeLeftovers } from '../../src/backup/repository/retention.ts';
import { createHost, type Host } from '../../src/host.ts';
import { bundle } from './bundle.ts';
import { hostWith, tinyPlace, writeTiny } from './scratch.ts';

const host = createHost();
/** Far more changes of the file system than one backup makes; the test ends by itself long before. */
const bound = 200;

test('killed before any change of the file system it leaves whole backups and leftovers, nothing else', async () => {
  const program = bundle(join(import.meta.dirname, 'dying-program.ts'));
  onTestFinished(program.remove);
  let survived = 0;
  let sawLeftover = false;
  for (let nth = 1; nth < bound && survived === 0; nth++) {
    const place = tinyPlace();
    const old = await writeTiny(place);
    const died = spawnSync(process.execPath, [program.path, place.database, place.repository, String(nth)]);
    if (died.status === 0) survived = nth;
    else expect(died.signal, died.stderr.toString()).toBe('SIGKILL');
    const entries = await listBackups(host, place.repository);
    expect(entries.length, `killed at ${nth}`).toBeGreaterThan(0);
    for (const entry of entries) {
      if (entry.state === 'damaged') throw new Error(`killed at ${nth}: ${entry.why}`);
      await verifyFiles(host, entry);
    }
    const isReplaced = !entries.some((entry) => entry.id === old.id);
    if (isReplaced) expect(entries[0]?.id).not.toBe(old.id);
    sawLeftover ||= readdirSync(place.repository).some((name) => name.startsWith('.partial-'));
    await removeLeftovers(host, place.repository);
    await writeTiny(place);
    expect(readdirSync(place.repository).filter((name) => name.startsWith('.partial-'))).toEqual([]);
  }
  expect(survived).toBeGreaterThan(15);
  expect(sawLeftover).toBe(true);
}, 60_000);

test('the payload, the manifest and the folder are durable before the backup gets its name', async () => {
  const place = tinyPlace();
  await writeTiny(place);
  const log: string[] = [];
  await writeTiny(place, { host: recording(log) });
  const tail = log.map((line) => line.replace(/\d{4}-\S*?_[a-z2-7]{4}(?=[\s/]|$)/g, 'ID'));
  expect(tail).toEqual([
    'sync backups/.partial-ID/tiny.json',
    'sync backups/.partial-ID',
    'sync backups/.partial-ID/manifest.json',
    'sync backups/.partial-ID',
    'rename backups/.partial-ID backups/ID',
    'sync backups',
  ]);

  function recording(lines: string[]): Host {
    const { promises } = host.fs;
    const opened = new Map<number, string>();
    const short = (path: unknown) => String(path).slice(place.folder.length + 1);
    const open: typeof promises.open = async (path, ...rest) => {
      const handle = await promises.open(path, ...rest);
      opened.set(handle.fd, short(path));
      return handle;
    };
    const fsync = ((descriptor: number, done: (error: Error | null) => void) =>
      host.fs.fsync(descriptor, (error) => {
        lines.push(`sync ${opened.get(descriptor)}`);
        done(error);
      })) as Host['fs']['fsync'];
    const rename: typeof promises.rename = async (from, to) => {
      if (!String(from).includes('.locks')) lines.push(`rename ${short(from)} ${short(to)}`);
      await promises.rename(from, to);
    };
    return hostWith({ open, rename }, { fsync });
  }
});
