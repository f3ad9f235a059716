import path from 'node:path';
import type { Host } from '../host.ts';

/** At most so many are removed at a time: a run of ours is not to wait for the leftovers of others. */
const most = 100;
/** A gate has its pipe for some milliseconds. After so many its name is no more than a leftover. */
const pipeAge = 600_000;

/** `interlock-<namespace of process ids>-<process id>-<at random>`. */
const folderName = /^interlock-([0-9a-z]+)-(\d{1,10})-\w{6}$/;
/** As bin/schema-engine names it. */
const pipeName = /^interlock-gate-\d+(?:-answers|-end)?$/;

/**
 * A new folder in that for temporary files, which only this user can enter, absolute. Whoever makes it removes it; of those
 * that a killed run left, the next one here does.
 */
export function makeOwnFolder(host: Host): string {
  const prefix = `interlock-${namespaceOf(host)}-${host.pid}-`;
  const folder = host.fs.mkdtempSync(path.join(host.temporaryFolder(), prefix));
  try {
    tidyBeside(host, folder);
  } catch {
    // Leftovers are in nobody's way.
  }
  return folder;
}

/** Numbers of processes mean something within one: containers may share the folder, and none of them sees the other's. */
function namespaceOf(host: Host): string {
  try {
    const [number = '0'] = /\d+/.exec(host.fs.readlinkSync('/proc/self/ns/pid')) ?? [];
    return Number(number).toString(36);
  } catch {
    return '0';
  }
}

function tidyBeside(host: Host, folder: string): void {
  // Windows tells of no owner.
  if (host.platform === 'win32') return;
  const { uid } = host.fs.lstatSync(folder);
  const place = path.dirname(folder);
  const here = namespaceOf(host);
  const left = host.fs.readdirSync(place).filter((name) => isOfDeadRun(host, name, here) || pipeName.test(name));
  for (const name of left.slice(0, most)) {
    try {
      removeOwn(host, path.join(place, name), uid);
    } catch {
      // Another run may be tidying as well.
    }
  }
}

function isOfDeadRun(host: Host, name: string, here: string): boolean {
  const [, namespace, pid] = folderName.exec(name) ?? [];
  return namespace === here && !host.isAlive(Number(pid));
}

/** No link is followed and nothing in it is entered: what we make holds files and sockets. */
function removeOwn(host: Host, file: string, uid: number): void {
  const stat = host.fs.lstatSync(file);
  if (stat.uid !== uid || (stat.mode & 0o077) !== 0) return;
  if (stat.isFIFO() && host.now().getTime() - stat.mtimeMs > pipeAge) host.fs.unlinkSync(file);
  if (!stat.isDirectory()) return;
  for (const name of host.fs.readdirSync(file)) host.fs.unlinkSync(path.join(file, name));
  host.fs.rmdirSync(file);
}
