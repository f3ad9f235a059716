import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity } from 'age-encryption';
import { expect, it } from 'vitest';
import { type GoodEntry, listBackups, verifyFiles, withPayload } from '../../../../src/backup/repository/read.ts';
import { createHost } from '../../../../src/host.ts';
import { type TinyPlace, tinyPlace, writeTiny } from '../../engines/scratch.ts';
import { encryptedPlace } from '../places.ts';

const host = createHost();

async function made() {
  const repository = await encryptedPlace();
  const place = { ...tinyPlace(), repository } as unknown as TinyPlace;
  const { path } = await writeTiny(place);
  const [entry] = (await listBackups(host, repository)) as GoodEntry[];
  return { repository, place, path, entry: entry as GoodEntry };
}

/** Only what is in the repository without the key. */
function texts(folder: string): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join();
}

it('shows nothing of tables, rows and command lines to who has no key', async () => {
  const { path, entry, place, repository } = await made();
  expect(readdirSync(path).sort()).toEqual(['manifest.age', 'manifest.json', 'tiny.json.age']);
  expect(texts(path)).not.toMatch(/"User"|"Post"|"push"|roles/);
  expect(entry.manifest).toMatchObject({
    tables: [{ name: 'User', rows: 3 }, { name: 'Post' }],
    why: { argv: ['db', 'push'] },
  });
  expect(readdirSync(repository.staging).filter((name) => name.startsWith('.partial-'))).toEqual([]);
  const payload = await withPayload(host, entry, async (folder) => readFileSync(join(folder, 'tiny.json'), 'utf8'));
  expect(payload).toBe(readFileSync(place.database, 'utf8'));
});

it('makes and lists backups without the key, and refuses to restore one', async () => {
  const { repository, place, entry } = await made();
  rmSync(repository.identityFile as string);
  await writeTiny(place);
  const entries = (await listBackups(host, repository)) as GoodEntry[];
  expect(entries).toMatchObject([
    { state: 'good', isSealed: true, manifest: { tables: [], check: 'inspected' } },
    { state: 'good', isSealed: true },
  ]);
  await verifyFiles(host, entries[0] as GoodEntry);
  await expect(withPayload(host, entry, async () => 'ran')).rejects.toMatchObject({
    code: 'restore-refused',
    why: expect.stringContaining('key is not on this machine'),
  });
});

it('refuses to write what the key that is here cannot read', async () => {
  const { repository, place } = await made();
  writeFileSync(repository.identityFile as string, await generateX25519Identity());
  const before = readdirSync(repository.path);
  await expect(writeTiny(place)).rejects.toMatchObject({
    code: 'backup-failed',
    why: expect.stringContaining('encryptTo'),
  });
  expect(readdirSync(repository.path)).toEqual(before);
  expect(await listBackups(host, repository)).toMatchObject([
    { state: 'damaged', why: expect.stringContaining('key') },
  ]);
});

const files = ['tiny.json.age', 'manifest.age', 'manifest.json'];

it.each(files)('finds a %s that is cut off when it lists', async (name) => {
  const { path, repository } = await made();
  truncateSync(join(path, name), statSync(join(path, name)).size - 3);
  expect(await listBackups(host, repository)).toMatchObject([{ state: 'damaged' }]);
});

it.each([0, 0.3, 0.99])('finds a bit that was flipped in the payload at %d of its length', async (part) => {
  const { path, entry, repository } = await made();
  const file = join(path, 'tiny.json.age');
  const bytes = readFileSync(file);
  const at = Math.floor(part * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  writeFileSync(file, bytes);
  await expect(verifyFiles(host, entry)).rejects.toThrow('was changed');
  await expect(withPayload(host, entry, async () => 'ran')).rejects.toThrow(/cannot be decrypted|was changed/);
  rmSync(repository.identityFile as string);
  await expect(verifyFiles(host, entry)).rejects.toThrow('was changed');
});

it('says which key of the policy is none', async () => {
  const { place, repository } = await made();
  const broken = { ...place, repository: { ...repository, encryptTo: ['age1nonsense'] } } as unknown as TinyPlace;
  await expect(writeTiny(broken)).rejects.toMatchObject({
    code: 'backup-failed',
    why: expect.stringContaining('age1nonsense'),
  });
});
