/** Writing so that a loss of power takes nothing back, and reading whole files. */
import { createHash } from 'node:crypto';
import type { Host } from '../../host.ts';

/** The file must not be there yet. */
export async function writeDurably(host: Host, path: string, text: string | Uint8Array): Promise<void> {
  const handle = await host.fs.promises.open(path, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await sync(host, handle.fd);
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable. Windows cannot open a folder, and keeps its names durable by itself. */
export async function syncFolder(host: Host, folder: string): Promise<void> {
  if (host.platform === 'win32') return;
  const handle = await host.fs.promises.open(folder, 'r');
  try {
    await sync(host, handle.fd);
  } finally {
    await handle.close();
  }
}

/** By the descriptor: the file handles of Yarn's Plug'n'Play do not implement it (4.18). */
export function sync(host: Host, descriptor: number): Promise<void> {
  return new Promise((resolve, reject) => {
    host.fs.fsync(descriptor, (error) => (error ? reject(error) : resolve()));
  });
}

/** SHA-256, hex. `onRead`: bytes since the last time. */
export async function hashFile(host: Host, path: string, onRead?: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  const handle = await host.fs.promises.open(path, 'r');
  try {
    // One for all of it: a stream makes a new one for each piece, which are garbage faster than they are collected.
    const buffer = Buffer.allocUnsafe(1 << 18);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, bytesRead));
      onRead?.(bytesRead);
    }
  } finally {
    await handle.close();
  }
}
