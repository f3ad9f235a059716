/** The command form of a schema engine: one job, answered by exit code and a JSON line on stderr. */
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { sqlitePath } from './engine-arguments.mjs';
import { connect as connectMysql } from './wasm-engine-mysql.mjs';
import { require } from './wasm-engine-sql.mjs';

export async function runCommand({ command, provider, url, base }) {
  const database = { sqlite, postgresql, mysql }[provider](url, base);
  const job = { 'can-connect-to-database': 'check', 'create-database': 'create', 'drop-database': 'drop' }[command];
  // The CLI takes the first line for a greeting and skips it.
  log('INFO', { message: 'Starting schema engine CLI' });
  try {
    await database[job]();
    log('INFO', { message: job === 'drop' ? 'The database was successfully dropped.' : 'Done' });
  } catch (error) {
    log('ERROR', { is_panic: false, ...explain(error, url) });
    process.exitCode = 1;
  }
}

const log = (level, fields) =>
  process.stderr.write(
    `${JSON.stringify({ timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' })}\n`,
  );

function explain(error, url) {
  const name = error.database ?? databaseOf(url);
  const where = URL.canParse(url) ? `\`${new URL(url).host}\`` : '';
  if (['3D000', 'ER_BAD_DB_ERROR', 'ENOENT'].includes(error.code)) {
    return { error_code: 'P1003', message: `Database \`${name}\` does not exist` };
  }
  if (['28P01', 'ER_ACCESS_DENIED_ERROR'].includes(error.code)) {
    return { error_code: 'P1000', message: `Authentication failed against database server at ${where}` };
  }
  return { error_code: 'P1001', message: `Can't reach database server at ${where}: ${error.message}` };
}

const databaseOf = (url) => decodeURIComponent(new URL(url).pathname.slice(1));

const sqlite = (url, base) => {
  const path = sqlitePath(url, base);
  return {
    check() {
      if (!existsSync(path)) throw Object.assign(new Error('no file'), { code: 'ENOENT', database: basename(path) });
    },
    create: () => writeFileSync(path, '', { flag: 'a' }),
    drop: () => rmSync(path),
  };
};

const postgresql = (url) => {
  const pg = require('pg');
  const run = async (connectionString, ...statements) => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    for (const statement of statements) await client.query(statement);
    await client.end();
  };
  const admin = Object.assign(new URL(url), { pathname: '/postgres' }).href;
  const name = pg.escapeIdentifier(databaseOf(url));
  return {
    check: () => run(url),
    create: () => run(admin, `CREATE DATABASE ${name}`),
    drop: () => run(admin, `DROP DATABASE ${name}`),
  };
};

const mysql = (url) => {
  const run = async (target, ...statements) => {
    const connection = await connectMysql(target);
    for (const statement of statements) await connection.query(statement);
    await connection.end();
  };
  const admin = Object.assign(new URL(url), { pathname: '/' }).href;
  const name = `\`${databaseOf(url).replaceAll('`', '``')}\``;
  return {
    check: () => run(url),
    create: () => run(admin, `CREATE DATABASE ${name}`),
    drop: () => run(admin, `DROP DATABASE ${name}`),
  };
};
