/** Puts one table of a backup into the database, beside the present one or in its place, after a backup of the present state. */
import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Backup, Target } from '../../types.ts';
import type { Tell } from '../../ui/step.ts';
import { findDifferences, summarize, unexplained } from '../contents/compare.ts';
import { recordedContents } from '../contents/recorded-contents.ts';
import type { Beside, Contents, EngineContext, RowsApart, TableEngine } from '../engines/contract.ts';
import { engineOf } from '../engines/registry.ts';
import { asDump } from '../manifest/manifest.ts';
import { withLock } from '../repository/lock.ts';
import type { GoodEntry } from '../repository/read.ts';
import { openRepository } from '../repository/write.ts';
import { prepareBackUp } from './back-up.ts';
import { engineContext } from './engine-context.ts';
import { backupFault } from './faults.ts';
import { withIntact } from './find-backup.ts';
import { stampOf } from './scratch-owner.ts';

interface OfBackup {
  readonly host: Host;
  readonly target: Target;
  readonly policy: Policy;
  readonly entry: GoodEntry;
  readonly progress?: Tell | undefined;
}

interface TableRequest extends OfBackup {
  /** As the manifest names it: `public.Order`. */
  readonly table: string;
  readonly inPlace: boolean;
  readonly argv: readonly string[];
  /** As of a restore. */
  readonly begin?: (before: Backup | undefined) => void;
}

interface RestoredTable {
  readonly before: Backup;
  /** Under which name the rows are. */
  readonly name: string;
}

/**
 * `word`: a table's name, with its schema or without, in whatever letters where only one fits. Throws `restore-refused`.
 */
export function findTable({ id, manifest }: GoodEntry, word: string): string {
  const names = manifest.tables.map(({ name }) => name);
  const fits = (fold: (text: string) => string) =>
    names.filter((name) => fold(name) === fold(word) || fold(name.slice(name.indexOf('.') + 1)) === fold(word));
  const exact = names.filter((name) => name === word);
  const found =
    [exact, fits((text) => text), fits((text) => text.toLowerCase())].find(({ length }) => length > 0) ?? [];
  if (found.length === 1) return found[0] as string;
  const few = found.length > 0 ? found : names.slice(0, 20);
  throw new InterlockError('restore-refused', {
    why: found.length > 0 ? `${found.length} tables fit "${word}".` : `The backup ${id} has no table "${word}".`,
    next: [`It has: ${few.join(', ')}${few.length < names.length && found.length === 0 ? ', …' : ''}.`],
  });
}

/** Throws `restore-refused` with the database as it was, `backup-failed` where its present state cannot be kept, `locked`. */
export async function restoreTable(request: TableRequest): Promise<RestoredTable> {
  const { host, target, policy, entry, table, inPlace } = request;
  const { repository, lockTimeoutMs: timeoutMs } = policy.backup;
  const why = { reason: 'before restore of a table', argv: request.argv };
  const due = await prepareBackUp({ host, target, policy, why, kind: 'automatic', need: 'mandatory' });
  if (!('run' in due)) {
    throw new InterlockError('restore-refused', {
      why: `${due.because}. One table can only be put into a database that is there.`,
      next: ['Restore the whole backup: the same line without --table.'],
    });
  }
  const lock = { repository, identity: target.identity, what: `the restore of ${table}`, writes: due.id, timeoutMs };
  try {
    await openRepository(host, repository);
    return await withLock(host, lock, (beat) =>
      beat.work(() => {
        // Before there is a copy: a backup drops copies that it finds beside the database.
        const prepare = async () => {
          const before = await due.run([entry.id], beat.progress);
          request.begin?.(before);
          return before;
        };
        return withTables(request, [table], prepare, async (engine, context, copy, before) => {
          const as = `${table.slice(table.indexOf('.') + 1).slice(0, 30)}_restored_${stampOf(host.now()).slice(0, 14)}`;
          if (inPlace) await engine.putInPlace(context, copy, table);
          else await engine.putBeside(context, copy, table, as);
          return { before, name: inPlace ? table : as };
        });
      }),
    );
  } catch (error) {
    throw backupFault(error, repository);
  }
}

/** Rows that only the backup or only the database has, by table, at most `most` of each. Nothing is changed. */
export async function compareRows(
  request: OfBackup & { readonly names: readonly string[]; readonly most: number },
): Promise<ReadonlyMap<string, RowsApart>> {
  const { host, target, policy, entry, names, most } = request;
  const { repository, lockTimeoutMs: timeoutMs } = policy.backup;
  const lock = { repository, identity: target.identity, what: `a look at ${entry.id}`, writes: entry.id, timeoutMs };
  return withLock(host, lock, (beat) =>
    beat.work(() =>
      withTables(request, names, nothing, async (engine, context, copy) => {
        const found = new Map<string, RowsApart>();
        for (const name of names) found.set(name, await engine.compareRows(context, copy, name, most));
        return found;
      }),
    ),
  );
}

const nothing = async (): Promise<void> => {};

/** With the whole backup restored beside, after `prepare`, and those tables compared with what was recorded. */
async function withTables<T, P>(
  { host, target, policy, entry, progress }: OfBackup,
  names: readonly string[],
  prepare: () => Promise<P>,
  work: (engine: TableEngine, context: EngineContext, copy: Target, prepared: P) => Promise<T>,
): Promise<T> {
  const { manifest } = entry;
  const engine = await engineOf(manifest, target, policy);
  const context = await engineContext(host, policy, target, { progress });
  return withIntact(
    host,
    entry,
    async (folder) => {
      const recorded = await recordedContents(engine, context, folder, manifest);
      const prepared = await prepare();
      const beside = await engine.restoreBeside(context, folder, asDump(manifest));
      try {
        const { tables } = engine;
        const { copy } = beside;
        if (!tables || !copy)
          throw new InterlockError('restore-refused', { why: `The ${engine.name} engine knows no single tables.` });
        await needAsRecorded(beside, recorded.tables, names);
        return await work(tables, context, copy, prepared);
      } finally {
        await beside.discard().catch(() => {});
      }
    },
    progress,
  );
}

async function needAsRecorded(beside: Beside, tables: Contents['tables'], names: readonly string[]): Promise<void> {
  const own = ({ name }: { readonly name: string }) => names.includes(name);
  const copy = await beside.fingerprint({ tables });
  const differences = unexplained(
    findDifferences({ tables: tables.filter(own), objects: [] }, { tables: copy.tables.filter(own), objects: [] }),
    beside.omissions ?? [],
  );
  if (differences.length === 0) return;
  throw new InterlockError('restore-refused', {
    why: `The restored copy is not what the backup recorded: ${summarize(differences)}.`,
    next: ['Choose another backup: `prisma-interlock list` shows them.'],
  });
}
