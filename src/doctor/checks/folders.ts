import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { stagingOf } from '../../backup/index.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import { lookAt, UnfitFile } from '../../project/regular-file.ts';
import { nearestFolder } from '../../project/upward.ts';
import { auditFile, openToAppend } from '../../record/audit.ts';
import { formatBytes } from '../../ui/units.ts';
import type { Check } from '../diagnosis.ts';

/** Writes a file into the folder and removes it; where the folder is not there yet, into the one that it would be made in. */
export function checkWritable(host: Host, id: string, folder: string): Check {
  const place = existing(host, folder);
  const file = path.join(place, `.interlock-${randomBytes(6).toString('hex')}`);
  try {
    host.fs.writeFileSync(file, 'written by prisma-interlock doctor', { flag: 'wx', mode: 0o600 });
    host.fs.rmSync(file);
    return {
      id,
      level: 'ok',
      says: `${folder} can be written${place === folder ? '' : ', and is made when it is needed'}`,
      fix: [],
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return {
      id,
      level: 'fail',
      says: `${place} cannot be written (${code})`,
      fix: ['make it writable for the present user'],
    };
  }
}

/** The log is only ever appended to, so opening it says all. */
export function checkAudit(host: Host, root: string): Check {
  const file = auditFile(root);
  try {
    if (lookAt(host, file) === undefined) return checkWritable(host, 'audit', path.dirname(file));
    host.fs.closeSync(openToAppend(host, file));
    return { id: 'audit', level: 'ok', says: `${file} can be written`, fix: [] };
  } catch (error) {
    const why = error instanceof UnfitFile ? error.message : (error as NodeJS.ErrnoException).code;
    const says = `${file} cannot be written (${why ?? 'unknown error'}), so nothing risky would run`;
    return { id: 'audit', level: 'fail', says, fix: ['make it a file that is writable for the present user'] };
  }
}

/** `needed`: the server's estimate, in bytes; undefined where it was not asked. */
export async function checkSpace(host: Host, policy: Policy, needed: number | undefined): Promise<Check[]> {
  const repository = stagingOf(policy.backup.repository);
  const { bavail, bsize } = await host.fs.promises.statfs(existing(host, repository));
  const free = bavail * bsize;
  const left = `${formatBytes(free)} free for backups`;
  if (needed === undefined) return [{ id: 'space', level: 'ok', says: left, fix: [] }];
  const says = `${left}, the database takes about ${formatBytes(needed)}`;
  if (free < needed)
    return [
      { id: 'space', level: 'fail', says, fix: ['free some space, or let "backup.repository" name another folder'] },
    ];
  const keeps = free >= needed * 2;
  const fix = keeps ? [] : ['room for one backup only: free some space'];
  return [{ id: 'space', level: keeps ? 'ok' : 'warn', says, fix }];
}

function existing(host: Host, folder: string): string {
  return nearestFolder(folder, (each) => host.fs.existsSync(each)) ?? folder;
}
