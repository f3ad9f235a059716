import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerInfo } from '../support/server-process.ts';
import { withDatabase } from '../support/sql.ts';

export interface MysqlServer {
  readonly info: ServerInfo;
  /** What it is called in a table: `MariaDB 10.11`. */
  readonly label: string;
  readonly client: string;
  readonly dump: string;
}

export const urlOf = ({ info }: MysqlServer, database: string): string =>
  `mysql://${info.user}:${info.password}@${info.host}:${info.port}/${encodeURIComponent(database)}`;

const access = ({ info }: MysqlServer) => ({
  args: ['--no-defaults', `--host=${info.host}`, `--port=${info.port}`, `--user=${info.user}`, '--protocol=TCP'],
  options: { env: { ...process.env, MYSQL_PWD: info.password }, maxBuffer: 1 << 30 },
});

/** Loads a script by the server's own client, from the folder that it lies in, as its `source` lines expect. */
export async function load(server: MysqlServer, database: string, file: string, folder: string): Promise<void> {
  const { args, options } = access(server);
  const lines = `SET SESSION FOREIGN_KEY_CHECKS = 0;\nsource ${file}\n`;
  const running = promisify(execFile)(
    server.client,
    [...args, '--default-character-set=utf8mb4', '--local-infile=1', '--loose-commands', database],
    { ...options, cwd: folder },
  );
  running.child.stdin?.end(lines);
  await running;
}

/**
 * A database as the server and its own dump program tell it: the text of a dump with all that it can hold, in the order of
 * keys, and the server's checksums of the tables. No code of the product has a part in it.
 */
export async function textOf(server: MysqlServer, database: string): Promise<string> {
  const { sums, byId } = await withDatabase('mysql', urlOf(server, database), async ({ rows }) => {
    const tables = await rows(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED') ORDER BY 1`,
    );
    const names = tables.map(({ name }) => `\`${String(name).replaceAll('`', '``')}\``);
    const checked = names.length === 0 ? [] : await rows(`CHECKSUM TABLE ${names.join(', ')} EXTENDED`);
    const versioned = isMaria(server)
      ? await rows(
          `SELECT DISTINCT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND data_type = 'bigint' AND generation_expression = 'ROW START'`,
        )
      : [];
    return {
      sums: checked.map((row) => `${row['Table']} ${row['Checksum']}`),
      byId: versioned.map(({ name }) => String(name)),
    };
  });
  if (!isMaria(server)) return [...sums, await dumped(server, [database])].join('\n');
  // The tool ends at a table versioned by transaction where it is to dump histories.
  const history = ['--dump-history', ...byId.map((name) => `--ignore-table=${database}.${name}`), database];
  const apart = byId.length > 0 ? [await dumped(server, [database, ...byId])] : [];
  return [...sums, await dumped(server, history), ...apart].join('\n');
}

const isMaria = ({ dump }: MysqlServer) => dump.endsWith('mariadb-dump');

/** With what the tool says on stderr: of a view that is not valid, say. */
async function dumped(server: MysqlServer, what: readonly string[]): Promise<string> {
  const { args, options } = access(server);
  const own = isMaria(server) ? [] : ['--set-gtid-purged=OFF', '--loose-column-statistics=0'];
  const objects = ['--routines', '--events', '--triggers', '--no-tablespaces'];
  const exact = ['--hex-blob', '--order-by-primary', '--default-character-set=utf8mb4', '--max-allowed-packet=1G'];
  const all = [...args, '--force', '--skip-comments', '--skip-dump-date', ...objects, ...exact, ...own, ...what];
  const { stdout, stderr } = await promisify(execFile)(server.dump, all, options).catch((error) => error);
  // Partitions that are made by time are more at each look.
  const text = String(stdout).replace(/( AUTO)\nPARTITIONS \d+/g, '$1');
  return `${text}\n${String(stderr).replace(/^.*Warning.*$/gm, '')}`.replace(/\n+/g, '\n');
}

export const mariadbServer = (info: ServerInfo, folder: string): MysqlServer => ({
  info,
  label: 'MariaDB',
  client: join(folder, 'mariadb'),
  dump: join(folder, 'mariadb-dump'),
});
