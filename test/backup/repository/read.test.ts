import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toManifestText } from '../../../src/backup/manifest/manifest-text.ts';
import { type GoodEntry, listBackups, verifyFiles } from '../../../src/backup/repository/read.ts';
import { createHost } from '../../../src/host.ts';
import { scratchFolder, tinyPlace, writeTiny } from '../engines/scratch.ts';

const host = createHost();

/** Every way of breaking the second of three backups; the others must stay good. */
const harms: Record<string, { break(path: string): void; why: RegExp }> = {
  'a truncated payload': { break: (path) => truncateSync(join(path, 'tiny.json'), 5), why: /has 5 bytes in place of/ },
  'a missing payload': { break: (path) => rmSync(join(path, 'tiny.json')), why: /tiny\.json is not there/ },
  'a payload that is a link': {
    break(path) {
      cpSync(join(path, 'tiny.json'), join(path, 'elsewhere'));
      rmSync(join(path, 'tiny.json'));
      symlinkSync('elsewhere', join(path, 'tiny.json'));
    },
    why: /tiny\.json is not there/,
  },
  'a missing manifest': { break: (path) => rmSync(join(path, 'manifest.json')), why: /no manifest/ },
  'a manifest that is a pipe': {
    break(path) {
      rmSync(join(path, 'manifest.json'));
      execFileSync('mkfifo', [join(path, 'manifest.json')]);
    },
    why: /no file that a manifest could be/,
  },
  'a manifest of a gigabyte': {
    break: (path) => truncateSync(join(path, 'manifest.json'), 1_000_000_000),
    why: /no file that a manifest could be/,
  },
  'a truncated manifest': { break: (path) => truncateSync(join(path, 'manifest.json'), 90), why: /not JSON/ },
  'an empty manifest': { break: (path) => truncateSync(join(path, 'manifest.json'), 0), why: /not JSON/ },
  'a manifest of another format': { break: edit((value) => ({ ...value, format: 2 })), why: /not valid at "format"/ },
  'a manifest with a field too many': { break: edit((value) => ({ ...value, extra: 1 })), why: /not valid at "extra"/ },
  'a manifest without tables': { break: edit(({ tables, ...value }) => value), why: /not valid at "tables"/ },
  'a manifest of another backup': {
    break: edit((value) => ({ ...value, id: '2026-11-22T12-10-05Z_app_x_aaaa' })),
    why: /belongs to another backup/,
  },
  'a manifest that points out of its folder': {
    break: edit((value) => ({ ...value, files: [{ path: '../../tiny.json', size: 1, sha256: 'a'.repeat(64) }] })),
    why: /not valid at "files\.0\.path"/,
  },
  'a manifest that somebody changed': {
    break: (path) => {
      const file = join(path, 'manifest.json');
      writeFileSync(file, readFileSync(file, 'utf8').replace('"rows": 3', '"rows": 4'));
    },
    why: /changed after it was written/,
  },
  'a manifest that is a list': { break: (path) => writeFileSync(join(path, 'manifest.json'), '[]'), why: /not valid/ },
};

for (const [name, harm] of Object.entries(harms)) {
  test(`${name} is listed as damage, and the other backups as good`, async () => {
    const place = tinyPlace();
    const ids = [(await writeTiny(place)).id, (await writeTiny(place)).id, (await writeTiny(place)).id];
    harm.break(join(place.repository, ids[1] as string));
    const entries = await listBackups(host, place.repository);
    expect(entries.filter((entry) => entry.state === 'good').map((entry) => entry.id)).toEqual([ids[2], ids[0]]);
    const damaged = entries.find((entry) => entry.id === ids[1]);
    expect(damaged).toMatchObject({ state: 'damaged', why: expect.stringMatching(harm.why) });
  });
}

test('one flipped bit of a payload is found', async () => {
  const place = tinyPlace();
  const backup = await writeTiny(place);
  const [entry] = (await listBackups(host, place.repository)) as GoodEntry[];
  await verifyFiles(host, entry as GoodEntry);
  const file = join(backup.path, 'tiny.json');
  const bytes = readFileSync(file);
  bytes[3] = (bytes[3] as number) ^ 1;
  writeFileSync(file, bytes);
  await expect(verifyFiles(host, entry as GoodEntry)).rejects.toThrow('tiny.json was changed');
});

test('where there is no repository there are no backups', async () => {
  expect(await listBackups(host, join(scratchFolder(), 'none'))).toEqual([]);
});

/** With the checksum that belongs to it: what was changed by somebody who knows how, not by the disk. */
function edit(change: (value: Record<string, unknown>) => object): (path: string) => void {
  return (path) => {
    const file = join(path, 'manifest.json');
    const { checksum, ...manifest } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, toManifestText(change(manifest)));
  };
}
