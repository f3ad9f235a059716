import { readAddress } from '../../../databases/postgresql/address.ts';
import { literal, maintain, name, readVersion, type Session } from '../../../databases/postgresql/session.ts';
import { findDifferences, summarize } from '../../contents/compare.ts';
import type { EngineContext, SnapshotEngine } from '../contract.ts';
import { copyOf } from './database-object.ts';
import { drop, readCopy } from './restore.ts';
import { snapshotName } from './scratch.ts';
import { swapIn } from './swap.ts';

/**
 * A second database whose files the server copies, which lets nobody in until an undo renames it. It is compared when it
 * is made, so that the undo has nothing to read.
 */
export const snapshots: SnapshotEngine = {
  async take(context, dump, at) {
    const address = readAddress(context.host, context.target.url);
    const copy = snapshotName(context, address.database, at);
    await maintain(context.host, address, async (session) => {
      const statements = copyOf(dump, { from: address.database, to: copy, strategy: await fileCopy(session) });
      try {
        for (const statement of statements) await session.query(statement);
        const differences = findDifferences(dump, await readCopy(context, address, copy, dump));
        if (differences.length > 0) throw new Error(`somebody wrote meanwhile: ${summarize(differences)}`);
        await session.query(`ALTER DATABASE ${name(copy)} ALLOW_CONNECTIONS false`);
      } catch (error) {
        await drop(session, copy).catch(() => {});
        throw error;
      }
      for (const former of await ownSnapshots(session, context)) if (former !== copy) await drop(session, former);
    });
    return copy;
  },

  async open(context, copy) {
    const address = readAddress(context.host, context.target.url);
    const isThere = await maintain(context.host, address, async (session) => {
      // The name comes from a file, and must not lead to somebody else's database.
      if (!(await ownSnapshots(session, context)).includes(copy)) return false;
      const [row] = await session.query(
        `select datallowconn as open from pg_database where datname = ${literal(copy)}`,
      );
      return row?.['open'] === 'f';
    });
    return isThere
      ? { swapKeeping: (at, because = 'undo') => swapIn(context, address, copy, { at, because }) }
      : undefined;
  },
};

async function ownSnapshots(session: Session, { owner }: EngineContext): Promise<string[]> {
  const pattern = literal(`_interlock_snapshot_${owner}_[0-9]{17}$`);
  const rows = await session.query(`select datname as found from pg_database where datname ~ ${pattern}`);
  return rows.map((row) => row['found'] ?? '');
}

/** From 15 on the default writes everything through the log, which takes longer for all but small databases. */
async function fileCopy(session: Session): Promise<string> {
  return Number.parseInt(await readVersion(session), 10) >= 15 ? ' STRATEGY FILE_COPY' : '';
}
