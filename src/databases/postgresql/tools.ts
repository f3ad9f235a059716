import { InterlockError } from '../../errors/interlock-error.ts';
import type { Host } from '../../host.ts';
import { expandFolders, findTools } from '../tools/find-tool.ts';
import type { ToolCall } from '../tools/run-tool.ts';
import { sealedPath } from '../tools/sealed-file.ts';
import type { Tool } from '../tools/tool.ts';
import { compareVersions, majorOf } from '../tools/version.ts';
import type { Address } from './address.ts';

/** Where packages put programs of a version that is not the first on PATH. */
const folders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql@*/bin',
  '/opt/homebrew/opt/libpq/bin',
  '/usr/local/opt/postgresql@*/bin',
  '/usr/local/opt/libpq/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
  'C:/Program Files/PostgreSQL/*/bin',
];

/** The oldest one that knows this server: what it writes can be read by the most others. */
export async function findTool(host: Host, program: 'pg_dump' | 'pg_restore', serverVersion: string): Promise<Tool> {
  const found = await findTools(host, program, expandFolders(host, folders));
  found.sort((a, b) => compareVersions(a.version, b.version));
  const wanted = majorOf(serverVersion);
  const fitting = found.find((tool) => majorOf(tool.version) >= wanted);
  if (fitting) return { name: program, path: fitting.path, version: fitting.version };
  const newest = found.at(-1);
  if (!newest) {
    throw new InterlockError('tool-missing', {
      why: `${program} is neither on PATH nor where packages put it; PostgreSQL ${serverVersion} needs version ${wanted} or newer.`,
      next: advice(wanted),
    });
  }
  throw new InterlockError('backup-failed', {
    why: `${newest.path} is version ${newest.version}, older than the server, which is ${serverVersion}; it cannot read that.`,
    next: advice(wanted),
  });
}

function advice(major: number): string[] {
  return [
    `Debian, Ubuntu: apt-get install postgresql-client-${major} (from apt.postgresql.org where the distribution has an older one).`,
    `macOS: brew install postgresql@${major}.`,
  ];
}

/** The part of a call that says where to connect. The password goes into a sealed file, never into argv. */
export function connection(host: Host, address: Address): Pick<ToolCall, 'env' | 'sealed' | 'unsealed' | 'passwords'> {
  const { password } = address;
  const mode = { disable: 'disable', prefer: 'prefer', require: 'require', verify: 'verify-full' }[address.tls];
  const authority = address.authority ?? (address.tls === 'verify' ? systemAuthorities(host) : undefined);
  return {
    env: {
      PGHOST: address.host,
      PGPORT: String(address.port),
      PGUSER: address.user,
      PGDATABASE: address.database,
      PGSSLMODE: mode,
      PGCONNECT_TIMEOUT: String(Math.ceil(address.connectTimeoutSeconds)),
      PGAPPNAME: 'prisma-interlock',
      PGPASSFILE: sealedPath,
      ...(authority && { PGSSLROOTCERT: authority }),
    },
    // A line break would end the entry; libpq has no escape for it.
    sealed: /[\r\n]/.test(password) ? undefined : `*:*:*:*:${password.replace(/[\\:]/g, '\\$&')}\n`,
    unsealed: { env: { PGPASSWORD: password } },
    passwords: [password],
  };
}

function systemAuthorities(host: Host): string | undefined {
  const files = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt', '/etc/ssl/cert.pem'];
  return files.find((file) => host.fs.existsSync(file));
}
