/** Old versions of rows, which MariaDB keeps of a table WITH SYSTEM VERSIONING. */
import { literal, name, type Session } from '../../../databases/mysql/session.ts';
import type { ClientTool, Server } from '../../../databases/mysql/tools.ts';
import { compareVersions } from '../../../databases/tools/version.ts';
import type { Contents, Dump } from '../contract.ts';
import { type Column, digestRows } from './row-digest.ts';

/** As contents name it. Its detail: all versions of all rows, by number and digest. */
export const rowHistory = 'row history';

export interface VersionedTable {
  readonly table: string;
  /** By transaction, a row has the ids of those that wrote it, and no dump has its history. */
  readonly by: 'time' | 'transaction';
}

export async function listVersioned(session: Session): Promise<VersionedTable[]> {
  const which = "table_schema = database() and table_type = 'SYSTEM VERSIONED'";
  const tables = await session.query(
    `select table_name as name from information_schema.tables where ${which} order by 1`,
  );
  if (tables.length === 0) return [];
  const ids = await session.query(`select distinct table_name as name from information_schema.columns
    where table_schema = database() and data_type = 'bigint' and generation_expression in ('ROW START', 'ROW END')`);
  const byId = new Set(ids.map(({ name }) => name));
  return tables.map(({ name }) => ({ table: name ?? '', by: byId.has(name ?? '') ? 'transaction' : 'time' }));
}

/** When each version of each row began and ended is part of it. */
export async function readRowHistory(session: Session, table: string): Promise<Contents['objects'][number]> {
  const columns = await session.query(`select column_name as name, data_type as type, generation_expression as made
    from information_schema.columns
    where table_schema = database() and table_name = ${literal(table)} order by ordinal_position`);
  const isNamed = columns.some(({ made }) => made === 'ROW START');
  const hidden = [
    { name: 'row_start', type: 'timestamp' },
    { name: 'row_end', type: 'timestamp' },
  ];
  const all = [...columns, ...(isNamed ? [] : hidden)].map(({ name, type }): Column => [name ?? '', type ?? '']);
  const { rows, digest } = await digestRows(session, `${name(table)} for system_time all`, all);
  return { kind: rowHistory, name: table, detail: `${rows} ${digest}` };
}

/** MariaDB 10.11 brought the option of the tool, and the setting by which a server takes such rows. */
const since = '10.11';

export function canDumpHistory(tool: ClientTool, server: Server): boolean {
  return [tool, server].every(({ family, version }) => family === 'MariaDB' && compareVersions(version, since) >= 0);
}

/** Why the payload of a dump has no history of a table; undefined where it has. */
export function whyNoHistory({ serverVersion, tool }: Dump, { by }: VersionedTable): string | undefined {
  if (by === 'transaction') return 'it is versioned by transaction, and MariaDB dumps no history of such a table';
  if (tool === undefined) return 'the programs of the policy brought none';
  // MySQL's own tools, whose numbers are lower, know of no history.
  const versions = [tool.version, /\d[\d.]*/.exec(serverVersion)?.[0] ?? ''];
  if (versions.every((version) => compareVersions(version, since) >= 0)) return undefined;
  return `${tool.name} ${tool.version} and ${serverVersion} made the backup, and histories are dumped from MariaDB ${since} on`;
}
