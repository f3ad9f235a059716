import { randomBytes } from 'node:crypto';
import type { Host } from '../host.ts';

/** How long another one's lock is waited for, and after how long one of another machine is nobody's any more; in milliseconds. */
const [patience, lifetime] = [3000, 10_000];
const pause = 10;

/** Runs alone among all processes of this user. Nothing that it runs may wait for anything. Throws where the lock is not got. */
export function withFileLock<Value>(host: Host, file: string, run: () => Value): Value {
  const own = `${host.hostname()} ${host.pid} ${randomBytes(8).toString('hex')}`;
  const end = Date.now() + patience;
  while (!take(host, file, own)) {
    if (isLeft(host, file)) remove(host, file);
    else if (Date.now() > end) throw new Error(`another process holds ${file}`);
    else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pause);
  }
  try {
    return run();
  } finally {
    host.fs.rmSync(file, { force: true });
  }
}

function take(host: Host, file: string, own: string): boolean {
  try {
    host.fs.writeFileSync(file, own, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Its process is gone. One that is not written to its end yet is young. */
function isLeft(host: Host, file: string): boolean {
  try {
    const [machine, pid] = host.fs.readFileSync(file, 'utf8').split(' ');
    if (machine === host.hostname() && pid) return !host.isAlive(Number(pid));
    return Date.now() - host.fs.statSync(file).mtimeMs > lifetime;
  } catch {
    return false;
  }
}

/** By a name of our own first: of two that see the same one left, only one takes it away. */
function remove(host: Host, file: string): void {
  const left = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    host.fs.renameSync(file, left);
    host.fs.rmSync(left, { force: true });
  } catch {
    // Somebody else was there before.
  }
}
