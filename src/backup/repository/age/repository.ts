/** A folder whose payloads, and the secret half of each manifest, are encrypted by age to the keys of the policy. */
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { Host } from '../../../host.ts';
import type { EncryptedFolder } from '../../../policy/policy.ts';
import type { BackupEntry, GoodEntry } from '../../manifest/entry.ts';
import { isBackupId, manifestName, partialPrefix } from '../../manifest/format.ts';
import type { BackupManifest } from '../../manifest/manifest.ts';
import { parseManifestText, readManifestText, toManifestText } from '../../manifest/manifest-text.ts';
import type { OnRead, Repository } from '../contract.ts';
import { hashFile, syncFolder, writeDurably } from '../durable.ts';
import { fetchInto } from '../fetched.ts';
import { needSize } from '../folder.ts';
import { folderNames, openFolder, removeFolder, replaceManifest } from '../folder-files.ts';
import { type Crypt, type FileSum, openCrypt } from './crypt.ts';
import { joinHalves, parseStored, type Stored, sealedName, secretOf, storedOf, suffix } from './stored.ts';

interface Folder {
  readonly host: Host;
  readonly place: EncryptedFolder;
  readonly crypt: Crypt;
}

/** Throws `backup-failed` where a key cannot be used. */
export async function encryptedRepository(host: Host, place: EncryptedFolder): Promise<Repository> {
  const folder = { host, place, crypt: await openCrypt(host, place) };
  return {
    deduplicates: false,
    isThere: async () => host.fs.existsSync(place.path),
    open: () => openFolder(host, place.path),
    put: (source, manifest) => put(folder, source, manifest),
    async list() {
      const names = (await folderNames(host, place.path)).filter(isBackupId);
      return Promise.all(names.map((name) => readEntry(folder, name)));
    },
    verify: (entry, onRead) => verify(folder, entry, onRead),
    async fetch(entry, onRead) {
      needKey(folder, entry);
      return fetchInto(host, place.staging, (to) => decryptAll(folder, entry, onRead, to));
    },
    async rewrite(entry, manifest) {
      const stored = await readStored(host, entry.path);
      await replaceManifest(host, entry.path, storedOf(manifest, stored.manifest.files, stored.sealed));
    },
    async remove(ids) {
      for (const id of ids) await removeFolder(host, place.path, id);
    },
  };
}

async function put(folder: Folder, source: string, manifest: BackupManifest): Promise<void> {
  const { host, place, crypt } = folder;
  const { promises } = host.fs;
  const partial = join(place.path, `${partialPrefix}${manifest.id}`);
  try {
    await promises.mkdir(partial, { mode: 0o700 });
    const files: BackupManifest['files'] = [];
    for (const { path } of manifest.files) {
      const to = join(partial, `${path}${suffix}`);
      await promises.mkdir(dirname(to), { recursive: true, mode: 0o700 });
      files.push({
        path: `${path}${suffix}`,
        ...(await crypt.encrypt(host.fs.createReadStream(join(source, path)), to)),
      });
      await syncFolder(host, dirname(to));
    }
    const secret = Readable.from([Buffer.from(JSON.stringify(secretOf(manifest)))]);
    const sealed = await crypt.encrypt(secret, join(partial, sealedName));
    await writeDurably(host, join(partial, manifestName), toManifestText(storedOf(manifest, files, sealed)));
    await syncFolder(host, partial);
    await readBack(folder, partial, manifest, [...files, { path: sealedName, ...sealed }]);
    await promises.rename(partial, join(place.path, manifest.id));
    await syncFolder(host, place.path);
  } catch (error) {
    await promises.rm(partial, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Where there is no key here, what lies there is at least what was encrypted. */
async function readBack(
  { host, crypt }: Folder,
  partial: string,
  manifest: BackupManifest,
  files: BackupManifest['files'],
) {
  for (const file of files) await needSum(host, partial, file);
  if (!crypt.canDecrypt) return;
  for (const file of manifest.files) {
    const sum = await crypt.decrypt(join(partial, `${file.path}${suffix}`)).catch((error: unknown) => {
      throw new InterlockError('backup-failed', {
        why: `What was encrypted cannot be decrypted here: the key in "identityFile" is none of "encryptTo", or the file was damaged.`,
        next: ['Name the public key of the identity file in "encryptTo".'],
        cause: error,
      });
    });
    if (!isSame(sum, file)) throw new Error(`${file.path} does not come back as it was`);
  }
}

async function readEntry(folder: Folder, id: string): Promise<BackupEntry> {
  const { host, place, crypt } = folder;
  const path = join(place.path, id);
  try {
    const stored = await readStored(host, path);
    if (stored.manifest.id !== id) throw new Error('its manifest belongs to another backup');
    for (const file of [...stored.manifest.files, { path: sealedName, ...stored.sealed }])
      await needSize(host, path, file);
    const manifest = crypt.canDecrypt ? await unseal(folder, path, stored) : stored.manifest;
    const size = stored.manifest.files.reduce((sum, file) => sum + file.size, 0);
    const isSealed = crypt.canDecrypt ? {} : { isSealed: true as const };
    return { id, path, repository: place, state: 'good', manifest, size, ...isSealed };
  } catch (error) {
    return { id, path, state: 'damaged', why: (error as Error).message };
  }
}

async function readStored(host: Host, path: string): Promise<Stored> {
  const text = await readManifestText(host, path);
  try {
    return parseStored(parseManifestText(text));
  } catch {
    throw new Error('its manifest is not valid');
  }
}

async function unseal({ crypt }: Folder, path: string, stored: Stored): Promise<BackupManifest> {
  const chunks: Uint8Array[] = [];
  const keep = new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await crypt.decrypt(join(path, sealedName), keep).catch((error: unknown) => {
    throw new Error('its manifest cannot be decrypted with the key that is here', { cause: error });
  });
  try {
    return joinHalves(stored, JSON.parse(Buffer.concat(chunks).toString()));
  } catch (error) {
    throw new Error('the halves of its manifest do not fit', { cause: error });
  }
}

async function verify(folder: Folder, entry: GoodEntry, onRead?: OnRead): Promise<void> {
  const stored = await readStored(folder.host, entry.path);
  for (const file of [...stored.manifest.files, { path: sealedName, ...stored.sealed }]) {
    await needSum(folder.host, entry.path, file, onRead);
  }
  if (folder.crypt.canDecrypt) await decryptAll(folder, entry);
}

/** Into a folder, or nowhere. */
async function decryptAll({ host, crypt }: Folder, entry: GoodEntry, onRead?: OnRead, to?: string): Promise<void> {
  for (const file of entry.manifest.files) {
    const target = to === undefined ? undefined : join(to, file.path);
    if (target !== undefined) await host.fs.promises.mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const sink = target === undefined ? undefined : host.fs.createWriteStream(target, { flags: 'wx', mode: 0o600 });
    const sum = await crypt.decrypt(join(entry.path, `${file.path}${suffix}`), sink).catch((error: unknown) => {
      sink?.destroy();
      const { code } = error as NodeJS.ErrnoException;
      throw code === 'ENOSPC' ? error : new Error(`its file ${file.path} cannot be decrypted`, { cause: error });
    });
    if (!isSame(sum, file)) throw new Error(`its file ${file.path} was changed after it was written`);
    onRead?.(file.size);
  }
}

async function needSum(
  host: Host,
  folder: string,
  file: BackupManifest['files'][number],
  onRead?: OnRead,
): Promise<void> {
  await needSize(host, folder, file);
  if ((await hashFile(host, join(folder, file.path), onRead)) === file.sha256) return;
  throw new Error(`its file ${file.path} was changed after it was written`);
}

function isSame(sum: FileSum, file: FileSum): boolean {
  return sum.size === file.size && sum.sha256 === file.sha256;
}

function needKey({ crypt, place }: Folder, { id }: GoodEntry): void {
  if (crypt.canDecrypt) return;
  throw new InterlockError('restore-refused', {
    why: `The backup ${id} is encrypted, and the key is not on this machine.`,
    next: [
      place.identityFile === undefined
        ? 'Let "backup.repository.identityFile" in the policy name the file with the private key.'
        : `Put the private key into ${place.identityFile}, readable for the present user alone.`,
    ],
  });
}
