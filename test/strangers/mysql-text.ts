import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerInfo } from '../support/server-process.ts';
import { type Row, withDatabase } from '../support/sql.ts';

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

/**
 * Loads scripts in one session of the server's own client, from the folder that they lie in, as their `source` lines expect;
 * without strict modes, as the installers of applications do. Gives what the server refused, a line each: the rest is loaded
 * all the same.
 */
export async function load(server: MysqlServer, database: string, files: readonly string[]): Promise<string[]> {
  const { args, options } = access(server);
  const lines = ["SET SESSION sql_mode = '', FOREIGN_KEY_CHECKS = 0;", ...files.map((file) => `source ${file}`), ''];
  const loading = ['--force', '--default-character-set=utf8mb4', '--local-infile=1', '--loose-commands', database];
  const running = promisify(execFile)(server.client, [...args, ...loading], {
    ...options,
    cwd: dirname(files[0] ?? '.'),
  });
  running.child.stdin?.end(lines.join('\n'));
  const { stderr } = await running.catch((error) => {
    if (typeof error.code !== 'number') throw error;
    return error as { stderr: string };
  });
  return stderr.split('\n').filter((line) => line.startsWith('ERROR'));
}

/**
 * A database as the server and its own dump program tell it: the text of a dump with all that it can hold, in the order of
 * keys, and the server's checksums of the tables, save those with JSON in 5.7, where it is another one each time. No code of
 * the product has a part in it.
 */
export async function textOf(server: MysqlServer, database: string): Promise<string> {
  const { byId, names } = await withDatabase('mysql', urlOf(server, database), async ({ rows }) => {
    const tables = await rows(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED')
        AND NOT (version() LIKE '5.7%' AND table_name IN
          (SELECT table_name FROM information_schema.columns WHERE table_schema = DATABASE() AND data_type = 'json')) ORDER BY 1`,
    );
    const versioned = isMaria(server)
      ? await rows(
          `SELECT DISTINCT table_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND data_type = 'bigint' AND generation_expression = 'ROW START'`,
        )
      : [];
    const nameOf = ({ name }: Row) => String(name);
    return { names: tables.map(nameOf), byId: versioned.map(nameOf) };
  });
  const [own, apart] = isMaria(server)
    ? // The tool ends at a table versioned by transaction where it is to dump histories.
      [['--dump-history', ...byId.map((name) => `--ignore-table=${database}.${name}`)], byId]
    : [[], []];
  const texts = [await dumped(server, [...own, database])];
  if (apart.length > 0) texts.push(await dumped(server, [database, ...apart]));
  return [...(await checksums(server, database, names)), ...texts].join('\n');
}

function checksums(server: MysqlServer, database: string, names: readonly string[]): Promise<string[]> {
  const quoted = names.map((name) => `\`${name.replaceAll('`', '``')}\``);
  if (quoted.length === 0) return Promise.resolve([]);
  return withDatabase('mysql', urlOf(server, database), async ({ run, rows }) => {
    // Else the sum that MySQL gives of an ARCHIVE table may be that of an empty one.
    if (!isMaria(server)) await run('FLUSH TABLES');
    return (await rows(`CHECKSUM TABLE ${quoted.join(', ')} EXTENDED`)).map(
      (row) => `${row['Table']} ${row['Checksum']}`,
    );
  });
}

const isMaria = ({ dump }: MysqlServer) => dump.endsWith('mariadb-dump');

/** Of a column, before a collation whose name begins with it: MySQL shows it, or not, as the statement did that made the table. */
const explicit = /^( {2}`[^`]+` \w+(?:\((?:[^')]|'(?:[^']|'')*')*\))?) CHARACTER SET (\w+)(?= COLLATE \2_)/gm;

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
  return `${text.replace(explicit, '$1')}\n${String(stderr).replace(/^.*Warning.*$/gm, '')}`.replace(/\n+/g, '\n');
}

export const mariadbServer = (info: ServerInfo, folder: string): MysqlServer => ({
  info,
  label: 'MariaDB',
  client: join(folder, 'mariadb'),
  dump: join(folder, 'mariadb-dump'),
});
