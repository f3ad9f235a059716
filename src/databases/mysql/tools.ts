import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import { expandFolders, type FoundTool, findTools } from '../tools/find-tool.ts';
import type { ToolCall } from '../tools/run-tool.ts';
import { sealedPath } from '../tools/sealed-file.ts';
import type { Tool } from '../tools/tool.ts';
import { compareVersions, majorOf } from '../tools/version.ts';
import type { Address } from './address.ts';

export interface Server {
  readonly family: 'MariaDB' | 'MySQL';
  /** `10.11.6`, without what the distribution adds to it. */
  readonly version: string;
}

export interface ClientTool extends Tool {
  readonly family: Server['family'];
}

const folders = [
  '/opt/homebrew/opt/mariadb@*/bin',
  '/opt/homebrew/opt/mysql@*/bin',
  '/opt/homebrew/opt/mysql-client/bin',
  '/usr/local/opt/mariadb@*/bin',
  '/usr/local/opt/mysql@*/bin',
  '/usr/local/opt/mysql-client/bin',
  '/usr/local/mysql/bin',
  'C:/Program Files/MySQL/MySQL Server */bin',
  'C:/Program Files/MariaDB */bin',
];

const programs = {
  dump: { MariaDB: ['mariadb-dump', 'mysqldump'], MySQL: ['mysqldump', 'mariadb-dump'] },
  load: { MariaDB: ['mariadb', 'mysql'], MySQL: ['mysql', 'mariadb'] },
};

/** Best the server's own family, in the newest version; the other family's program only where there is no such. */
export async function findTool(host: Host, purpose: 'dump' | 'load', server: Server): Promise<ClientTool> {
  const places = expandFolders(host, folders);
  const found = (
    await Promise.all(programs[purpose][server.family].map((program) => findTools(host, program, places)))
  ).flat();
  const own = found
    .filter((tool) => familyOf(tool) === server.family)
    .sort((a, b) => compareVersions(b.version, a.version));
  const best = own[0] ?? found[0];
  if (!best) {
    throw new InterlockError('tool-missing', {
      why: `${programs[purpose][server.family].join(' or ')} is not on PATH; ${server.family} ${server.version} is backed up with it.`,
      next: advice(server),
    });
  }
  if (own[0] && majorOf(best.version) < majorOf(server.version)) {
    throw new InterlockError('backup-failed', {
      why: `${best.path} is version ${best.version}, older than the server, which is ${server.family} ${server.version}.`,
      next: advice(server),
    });
  }
  if (!own[0] && server.family === 'MySQL' && compareVersions(server.version, firstKnown) < 0) {
    throw new InterlockError('tool-missing', {
      why: `${best.path} is MariaDB's, which reads no MySQL before ${firstKnown}; the server is MySQL ${server.version}, and no program of MySQL's is on PATH.`,
      next: advice(server),
    });
  }
  return { name: best.name, path: best.path, version: best.version, family: familyOf(best) };
}

/** MariaDB's dump program asks for `generation_expression`, a column of information_schema that came with it. */
const firstKnown = '5.7';

function familyOf(tool: FoundTool): Server['family'] {
  return /MariaDB/i.test(tool.banner) ? 'MariaDB' : 'MySQL';
}

function advice({ family }: Server): string[] {
  return family === 'MariaDB'
    ? ['Debian, Ubuntu: apt-get install mariadb-client.', 'macOS: brew install mariadb.']
    : [
        'Debian, Ubuntu: apt-get install mysql-client (from repo.mysql.com where the distribution has none).',
        'macOS: brew install mysql-client.',
      ];
}

/** By family, and by what the URL wants. `loose-` lets a program pass over what a version before it did not know. */
const tlsOptions = {
  MySQL: {
    plain: { 'loose-ssl-mode': 'PREFERRED' },
    require: { 'loose-ssl-mode': 'REQUIRED' },
    verify: { 'loose-ssl-mode': 'VERIFY_IDENTITY' },
  },
  MariaDB: {
    plain: { 'loose-skip-ssl-verify-server-cert': '' },
    require: { 'loose-skip-ssl-verify-server-cert': '' },
    verify: { 'loose-ssl-verify-server-cert': '' },
  },
} as const;

/** A call that reads nobody's option files but its own, sealed one. */
export function connection(
  host: Host,
  address: Address,
  { family }: Pick<ClientTool, 'family'>,
  args: readonly string[],
): Omit<ToolCall, 'path'> {
  const quoted = (text: string) =>
    `"${text.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`;
  const place = address.socket
    ? { socket: address.socket }
    : { host: address.host, port: String(address.port), protocol: 'TCP' };
  const tls: Readonly<Record<string, string>> = tlsOptions[family][address.tls];
  const options = { ...place, user: address.user, ...tls, ...(address.authority && { 'ssl-ca': address.authority }) };
  const lines = Object.entries(options).map(([option, value]) =>
    value === '' ? option : `${option}=${quoted(value)}`,
  );
  const argv = Object.entries(options).map(([option, value]) =>
    value === '' ? `--${option}` : `--${option}=${value}`,
  );
  // A log-in file in the home folder would be read after all others.
  const env = { MYSQL_TEST_LOGIN_FILE: host.platform === 'win32' ? 'NUL' : '/dev/null' };
  return {
    args: [`--defaults-file=${sealedPath}`, ...args],
    env,
    sealed: `[client]\npassword=${quoted(address.password)}\n${lines.join('\n')}\n`,
    unsealed: { args: ['--no-defaults', ...argv, ...args], env: { MYSQL_PWD: address.password } },
    passwords: [address.password],
  };
}
