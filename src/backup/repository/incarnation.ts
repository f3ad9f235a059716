import type { Host } from '../../host.ts';

/**
 * Tells a process from a later one that got the same id, as happens after a restart of the machine or of a
 * container: boot id and start time from proc(5). Empty where the system has no /proc; the id alone counts there.
 */
export async function incarnationOf(host: Host, pid: number): Promise<string> {
  if (host.platform !== 'linux') return '';
  try {
    const boot = await host.fs.promises.readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await host.fs.promises.readFile(`/proc/${pid}/stat`, 'utf8');
    // The program's name in parentheses may hold blanks; the start time is the 20th field after it.
    const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
    return `${boot.trim()} ${start}`;
  } catch {
    return '';
  }
}
