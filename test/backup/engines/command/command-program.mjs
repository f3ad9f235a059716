/**
 * Programs such as somebody would name in a policy: `backup` to stdout or into a folder, `inspect` and `restore` from
 * there. Where to go comes in variables; nothing of it goes into an argv.
 */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import Database from 'libsql';

const {
  PRISMA_INTERLOCK_PROVIDER: provider = '',
  PRISMA_INTERLOCK_URL: address = '',
  PRISMA_INTERLOCK_DATABASE: database = '',
  PRISMA_INTERLOCK_PAYLOAD: payload = '',
} = process.env;
const copy = `${payload}/copy.db`;

const tasks = {
  sqlite: {
    backup: () => open(database).exec(`VACUUM INTO '${copy}'`),
    inspect() {
      const [row] = open(copy).prepare('PRAGMA integrity_check').raw().all();
      if (row?.[0] !== 'ok') throw new Error('the copy is not whole');
    },
    restore: () => copyFileSync(copy, database),
  },
  postgresql: {
    backup: () => run('pg_dump', ['-Fc']),
    inspect: () => run('pg_restore', ['-f', '/dev/null', payload]),
    restore: () => run('pg_restore', ['--exit-on-error', '-d', `dbname=${database}`, payload]),
  },
  mysql: {
    backup() {
      const what = ['--single-transaction', '--hex-blob', '--routines', '--triggers', '--events', '--no-tablespaces'];
      process.stdout.write(gzipSync(run('mariadb-dump', [...what, database], 'pipe')));
    },
    inspect() {
      if (!/-- Dump completed/.test(gunzipSync(readFileSync(0)).toString())) throw new Error('the dump is cut off');
    },
    restore: () => run('mariadb', ['--binary-mode', '--comments', database], 'inherit', gunzipSync(readFileSync(0))),
  },
};

tasks[provider][process.argv[2] ?? '']();

function open(file) {
  if (!existsSync(file)) throw new Error(`${file} is not there`);
  return new Database(file);
}

function run(file, args, stdout = 'inherit', input = undefined) {
  const { hostname, port, username, password } = new URL(address);
  const [user, secret] = [decodeURIComponent(username), decodeURIComponent(password)];
  const env = {
    postgresql: { PGHOST: hostname, PGPORT: port, PGUSER: user, PGPASSWORD: secret, PGDATABASE: database },
    mysql: { MYSQL_PWD: secret },
  }[provider];
  const place = provider === 'mysql' ? [`--host=${hostname}`, `--port=${port}`, `--user=${user}`] : [];
  const stdio = [input ? 'pipe' : 'ignore', stdout, 'inherit'];
  const done = spawnSync(file, [...place, ...args], {
    env: { ...process.env, ...env },
    stdio,
    input,
    maxBuffer: 1 << 28,
  });
  if (done.status !== 0) process.exit(done.status ?? 1);
  return done.stdout;
}
