import type { Address } from '../../../databases/mysql/address.ts';
import type { Session } from '../../../databases/mysql/session.ts';
import type { ClientTool, Server } from '../../../databases/mysql/tools.ts';
import type { Contents, EngineContext } from '../contract.ts';
import { payloadName, writeDump } from './payload.ts';
import { readSizes } from './read-contents.ts';
import { canDumpHistory, listVersioned } from './row-history.ts';

export interface TablesToDump {
  readonly context: EngineContext;
  readonly address: Address;
  readonly tool: ClientTool;
  readonly server: Server;
  readonly folder: string;
  /** Tables and views that the dump is to leave out. */
  readonly without: readonly string[];
}

/** The tool looks at every view, whatever it is to write. */
function ignoring({ database }: Address, names: readonly string[]): string[] {
  return names.map((each) => `--ignore-table=${database}.${each}`);
}

/** Has the tool write the events, where there are any. Gives the file. */
export async function dumpEvents(work: TablesToDump, objects: Contents['objects']): Promise<string[]> {
  const { context, address, tool, folder, without } = work;
  if (!objects.some(({ kind }) => kind === 'event')) return [];
  const file = payloadName('events.sql', context.isPlain);
  const what = ['--no-data', '--no-create-info', '--skip-triggers', '--events', ...ignoring(address, without)];
  await writeDump(context, address, tool, what, `${folder}/${file}`);
  return [file];
}

/**
 * Has the tool write all but events, rows with their history. `onBegun` is called when it sees the moment that it dumps.
 * Gives the files, and the counters by table.
 */
export async function dumpTables(
  work: TablesToDump,
  session: Session,
  onBegun: () => void = () => {},
  signal?: AbortSignal,
): Promise<{ files: string[]; counters: Map<string, string> }> {
  const { context, address, tool, server, folder, without } = work;
  const history = canDumpHistory(tool, server) ? ['--dump-history'] : [];
  const versioned = history.length > 0 ? await listVersioned(session) : [];
  // The tool ends at the first of these where it is to dump histories.
  const apart = versioned.flatMap(({ table, by }) => (by === 'transaction' && !without.includes(table) ? [table] : []));
  const dumps: [file: string, what: string[], tables: string[]][] = [
    [
      payloadName('database.sql', context.isPlain),
      ['--routines', ...history, ...ignoring(address, [...without, ...apart])],
      [],
    ],
  ];
  if (apart.length > 0) dumps.unshift([payloadName('by-transaction.sql', context.isPlain), [], apart]);
  const sizes = [...(await readSizes(session)).values()];
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const printed = dumps.map(() => 0);
  let left = dumps.length;
  const onTable = () => {
    left -= 1;
    if (left === 0) onBegun();
  };
  // All at once, since each has a snapshot of its own that begins while nobody writes.
  const ended = await Promise.all(
    dumps.map(([file, what, tables], index) =>
      writeDump(context, address, tool, ['--triggers', '--skip-events', ...what], `${folder}/${file}`, tables, {
        onTable,
        onBytes: (sum) => {
          printed[index] = sum;
          const done = printed.reduce((all, bytes) => all + bytes, 0);
          context.progress?.({ phase: 'dump', done, total, unit: 'bytes' });
        },
        signal,
      }),
    ),
  );
  const counters = new Map(ended.flatMap((each) => [...each.counters]));
  return { files: dumps.map(([file]) => file), counters };
}
