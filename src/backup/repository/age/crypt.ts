/** age (age-encryption.org/v1) for files of any size: 64 KiB at a time are in memory. */
import { createHash } from 'node:crypto';
import { PassThrough, Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { Host } from '../../../host.ts';
import type { EncryptedFolder } from '../../../policy/policy.ts';
import { sync } from '../durable.ts';

/** Of a file's contents. */
export interface FileSum {
  /** In bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

export interface Crypt {
  /** False on a machine that can only write backups. */
  readonly canDecrypt: boolean;
  /** Writes `to`, which must not be there yet, private and synced. Resolves to what was written. */
  encrypt(from: Readable, to: string): Promise<FileSum>;
  /** Into `to`, or nowhere. Resolves to what came out. Throws where the file is not whole, or not for this identity. */
  decrypt(from: string, to?: Writable): Promise<FileSum>;
}

/** Throws `backup-failed` where a key cannot be used. */
export async function openCrypt(host: Host, place: EncryptedFolder): Promise<Crypt> {
  const { Encrypter, Decrypter } = await import('age-encryption');
  const identities = readIdentities(host, place.identityFile);
  const encrypter = new Encrypter();
  const decrypter = new Decrypter();
  for (const recipient of place.encryptTo)
    useKey(`"${recipient}" of "encryptTo"`, () => encrypter.addRecipient(recipient));
  for (const identity of identities) useKey(`A line of ${place.identityFile}`, () => decrypter.addIdentity(identity));
  return {
    canDecrypt: identities.length > 0,
    async encrypt(from, to) {
      const handle = await host.fs.promises.open(to, 'wx', 0o600);
      try {
        const sum = summing();
        const sealed = await encrypter.encrypt(webStream(from));
        const write = new Writable({
          write: (chunk: Uint8Array, _encoding, done) => {
            handle.writeFile(chunk).then(() => done(), done);
          },
        });
        await pipeline(Readable.fromWeb(sealed as ReadableStream), sum.stream, write);
        await sync(host, handle.fd);
        return sum.read();
      } finally {
        await handle.close();
      }
    },
    async decrypt(from, to = new Writable({ write: (_chunk, _encoding, done) => done() })) {
      const sum = summing();
      const source = host.fs.createReadStream(from, { highWaterMark: 1 << 20 });
      try {
        const opened = await decrypter.decrypt(webStream(source));
        await pipeline(Readable.fromWeb(opened as ReadableStream), sum.stream, to);
      } finally {
        source.destroy();
      }
      return sum.read();
    },
  };
}

/** Empty where no file is named. The format of `age-keygen`: a key a line, lines that begin with `#` are comments. */
function readIdentities(host: Host, file: string | undefined): string[] {
  if (file === undefined) return [];
  try {
    const lines = host.fs.readFileSync(file, 'utf8').split('\n');
    return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // The machines that only write backups share the policy with those that restore.
    if (code === 'ENOENT') return [];
    throw new InterlockError('backup-failed', {
      what: 'The key of the backups cannot be read.',
      why: `${file} cannot be read (${code}).`,
      next: ['Make it readable for the present user, and for nobody else.'],
      cause: error,
    });
  }
}

function useKey(what: string, use: () => void): void {
  try {
    use();
  } catch {
    throw new InterlockError('backup-failed', {
      what: 'The backups cannot be encrypted.',
      why: `${what} is no key of age.`,
      next: ['Make a key pair: age-keygen -o key.txt. The line "# public key:" goes into the policy.'],
    });
  }
}

/** Through one more stream: what is destroyed before its end must fail what reads it. */
function webStream(from: Readable): globalThis.ReadableStream<Uint8Array> {
  const bytes = new PassThrough({ highWaterMark: 1 << 20 });
  pipeline(from, bytes).catch(() => {});
  return Readable.toWeb(bytes) as unknown as globalThis.ReadableStream<Uint8Array>;
}

function summing() {
  const hash = createHash('sha256');
  let size = 0;
  const stream = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  return { stream, read: (): FileSum => ({ size, sha256: hash.digest('hex') }) };
}
