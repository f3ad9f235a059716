import { createHash } from 'node:crypto';
import type { FileHandle, Host } from '../../host.ts';
import type { FileSum } from '../contract.ts';

const chunk = 1 << 20;

/** Copies into a new file that only its owner may read, and hashes what passes: the file is not read a second time for that. */
export async function copyHashed(host: Host, from: string, to: string): Promise<FileSum> {
  const { promises } = host.fs;
  const hash = createHash('sha256');
  const source = await promises.open(from, 'r');
  try {
    const target = await promises.open(to, 'wx', 0o600);
    try {
      let size = 0;
      let written: Promise<void> = Promise.resolve();
      // While one buffer is written, the other is filled and hashed.
      const buffers = [Buffer.allocUnsafe(chunk), Buffer.allocUnsafe(chunk)] as const;
      for (let round = 0; ; round++) {
        const buffer = buffers[round % 2 === 0 ? 0 : 1];
        const { bytesRead } = await source.read(buffer, 0, chunk, size);
        const part = buffer.subarray(0, bytesRead);
        hash.update(part);
        await written;
        if (bytesRead === 0) break;
        written = writeAll(target, part, size);
        // Whoever awaits it sees the failure; until then it must not count as unhandled.
        written.catch(() => {});
        size += bytesRead;
      }
      return { size, sha256: hash.digest('hex') };
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}

async function writeAll(target: FileHandle, part: Buffer, position: number): Promise<void> {
  for (let done = 0; done < part.length; ) {
    done += (await target.write(part, done, part.length - done, position + done)).bytesWritten;
  }
}
