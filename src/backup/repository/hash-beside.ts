import type { Host } from '../../host.ts';
import { hashFile } from './durable.ts';

/** In bytes. A smaller file is hashed before a thread has started. */
const worthIt = 64 << 20;

/** Takes the path as `workerData` and answers with the sum. A text, because no bundler and no loader may change it. */
const program = `
const { workerData, parentPort } = require('node:worker_threads');
const { openSync, readSync } = require('node:fs');
const hash = require('node:crypto').createHash('sha256');
const file = openSync(workerData, 'r');
const buffer = Buffer.allocUnsafe(1 << 20);
for (let read; (read = readSync(file, buffer)) > 0;) hash.update(buffer.subarray(0, read));
parentPort.postMessage(hash.digest('hex'));
`;

/** SHA-256, hex. A large file has a thread of its own: SQLite keeps ours busy until it has answered. */
export async function hashBeside(host: Host, path: string, size: number): Promise<string> {
  if (size < worthIt) return hashFile(host, path);
  const { Worker } = host.workerThreads();
  // Without the options and variables that make a loader or a package manager start in each thread.
  const worker = new Worker(program, { eval: true, workerData: path, execArgv: [], env: {} });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => reject(new Error(`${path} could not be hashed`)));
  });
}
