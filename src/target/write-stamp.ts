/** Writes a stamp into the database that it is for, by one connection of the URL's own role. */
import { readAddress as mysqlAddress } from '../databases/mysql/address.ts';
import { adviceFor, reasonOf } from '../databases/mysql/faults.ts';
import { openSession as openMysql } from '../databases/mysql/session.ts';
import * as mysql from '../databases/mysql/stamp.ts';
import { readAddress as postgresAddress } from '../databases/postgresql/address.ts';
import { restoreFault, subjectOf } from '../databases/postgresql/faults.ts';
import { name, openSession as openPostgres } from '../databases/postgresql/session.ts';
import * as postgresql from '../databases/postgresql/stamp.ts';
import * as sqlite from '../databases/sqlite/stamp.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import type { Stamp, Target } from '../types.ts';

/** `none`: takes the stamp off. Throws `stamp-failed`, with what was there before still there. */
export async function writeStamp(host: Host, target: Target, stamp: Stamp | 'none'): Promise<void> {
  const { provider } = target.identity;
  if (provider === 'sqlite') return inSqlite(host, target, stamp);
  if (provider === 'postgresql') return inPostgres(host, target, stamp);
  if (provider === 'mysql') return inMysql(host, target, stamp);
  throw new InterlockError('stamp-failed', { why: `There is no place for a stamp in a database of ${provider}.` });
}

async function inSqlite(host: Host, target: Target, stamp: Stamp | 'none'): Promise<void> {
  const file = target.identity.database;
  try {
    await (stamp === 'none' ? sqlite.removeStamp(host, file) : sqlite.writeStamp(host, file, stamp));
  } catch (error) {
    throw failed(target, error instanceof Error ? error.message : String(error), [
      'Check that the present user can write the file and its folder, and that no other program holds it.',
    ]);
  }
}

async function inPostgres(host: Host, target: Target, stamp: Stamp | 'none'): Promise<void> {
  try {
    const address = postgresAddress(host, target.url);
    const session = await openPostgres(host, address);
    try {
      await (stamp === 'none' ? postgresql.removeStamp(session) : postgresql.writeStamp(session, stamp));
    } catch (error) {
      // insufficient_privilege
      if ((error as { code?: string }).code !== '42501') throw error;
      const [database, user] = [name(address.database), name(address.user)];
      const { why } = restoreFault(error, subjectOf({ host, target }));
      throw new InterlockError('stamp-failed', {
        why,
        next: [`Have the owner of the database run: GRANT CREATE ON DATABASE ${database} TO ${user};`],
      });
    } finally {
      await session.close().catch(() => {});
    }
  } catch (error) {
    if (error instanceof InterlockError) throw error;
    const { why, next } = restoreFault(error, subjectOf({ host, target }));
    throw new InterlockError('stamp-failed', { why, next });
  }
}

async function inMysql(host: Host, target: Target, stamp: Stamp | 'none'): Promise<void> {
  try {
    const address = mysqlAddress(host, target.url);
    const session = await openMysql(host, address, undefined);
    try {
      const database = await mysql.foldedName(session, address.database);
      await (stamp === 'none' ? mysql.removeStamp(session, database) : mysql.writeStamp(session, database, stamp));
    } catch (error) {
      if (!mysql.isDenied(error)) throw error;
      const right = 'Have an administrator run: GRANT ALL ON `prisma_interlock`.* TO the user in the URL';
      throw failed(target, reasonOf(error, { host, target }), [
        `${right}. A stamp has a schema of its own on the server: a table in yours would be drift to Prisma.`,
      ]);
    } finally {
      await session.close().catch(() => {});
    }
  } catch (error) {
    if (error instanceof InterlockError) throw error;
    const reason = reasonOf(error, { host, target });
    throw failed(target, reason, adviceFor(reason));
  }
}

function failed({ label }: Target, reason: string, next: string[]): InterlockError {
  return new InterlockError('stamp-failed', { why: `${label}: ${reason.replace(/\.$/, '')}.`, next });
}
