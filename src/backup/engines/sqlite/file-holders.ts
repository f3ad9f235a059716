/** Which processes have the file of a database open, as far as Linux shows them: those of the same user, and to root all. */
import path from 'node:path';
import type { Host } from '../../../host.ts';
import { sidecars } from './scratch.ts';

export interface Holder {
  readonly pid: number;
  /** `process 4711, "node" of bob`. */
  readonly name: string;
}

/** Those that keep others out by a lock, where that is known; else whoever has it open. Without ourselves; empty where nothing can be seen. */
export function listHolders(host: Host, file: string): Holder[] {
  if (host.platform !== 'linux') return [];
  const files = new Set(['', ...sidecars].flatMap((end) => identityOf(host, file + end) ?? []));
  const open = processes(host).filter((pid) => hasOpen(host, pid, files));
  const locking = lockers(host, file);
  const holding = open.filter((pid) => locking.has(pid));
  return (holding.length > 0 ? holding : open).map((pid) => ({ pid, name: nameOf(host, pid) }));
}

/** A process may end, or be another user's, while it is looked at: then there is nothing to be seen of it. */
function seen<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

/** `<device>:<inode>`, whatever the path. */
function identityOf({ fs }: Host, path: string): string | undefined {
  return seen(() => {
    const { dev, ino } = fs.statSync(path);
    return `${dev}:${ino}`;
  });
}

function processes({ fs, pid }: Host): number[] {
  const names = seen(() => fs.readdirSync('/proc')) ?? [];
  return names.filter((name) => /^\d+$/.test(name) && Number(name) !== pid).map(Number);
}

function hasOpen(host: Host, pid: number, files: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  const open = seen(() => host.fs.readdirSync(folder)) ?? [];
  return open.some((number) => files.has(identityOf(host, `${folder}/${number}`) ?? ''));
}

/** `1: POSIX  ADVISORY  WRITE 4711 08:01:131 1073741824 1073742335`, by the number of the inode alone. */
const lock = /^\d+: \w+ +\w+ +(\w+) +(\d+) \w+:\w+:(\d+) (\d+) /;
/** Of the shared memory, the byte that every connection holds that has it open (os_unix.c, UNIX_SHM_DMS). */
const openByte = '128';

/** With a log, each open connection has a lock on the file that keeps nobody out: there those on the shared memory count. */
function lockers(host: Host, file: string): Set<number> {
  const inode = (path: string) => identityOf(host, path)?.replace(/^.*:/, '');
  const [own, shared] = [inode(file), inode(`${file}-shm`)];
  const lines = (seen(() => host.fs.readFileSync('/proc/locks', 'utf8')) ?? '').split('\n');
  const locks = lines.flatMap((line) => {
    const [, kind, pid, of, from] = lock.exec(line) ?? [];
    return of !== undefined && (of === own || of === shared) ? [{ kind, pid: Number(pid), of, from }] : [];
  });
  const hasLog = locks.some(({ of }) => of === shared);
  const keepOut = locks.filter(({ kind, of, from }) => {
    if (of === shared) return from !== openByte;
    return !hasLog || kind === 'WRITE';
  });
  return new Set(keepOut.map(({ pid }) => pid));
}

function nameOf({ fs }: Host, pid: number): string {
  // Without its arguments, which may hold secrets. What the kernel calls it is the name of a thread.
  const program = seen(() => path.basename(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? ''));
  const uid = seen(() => fs.statSync(`/proc/${pid}`).uid);
  const users = (seen(() => fs.readFileSync('/etc/passwd', 'utf8')) ?? '').split('\n').map((line) => line.split(':'));
  const user = users.find(([, , id]) => id === String(uid))?.[0] ?? (uid === undefined ? undefined : `user ${uid}`);
  return `process ${pid}${program ? `, "${program}"` : ''}${user ? ` of ${user}` : ''}`;
}
