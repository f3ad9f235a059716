#!/usr/bin/env node
/**
 * A schema engine for Prisma 6 and 7 that does the work: Prisma's own engine in its WebAssembly build, with the driver
 * adapters for PostgreSQL and SQLite, behind the protocol of the native program. That build has no MySQL:
 * there wasm-engine-mysql.mjs stands in by SQL, which is a likeness of the native engine and not Prisma's code.
 * Ours are also the command form (can-connect-to-database …), the shadow database on PostgreSQL, and on SQLite the
 * reset and the table `_prisma_migrations` of an empty database: there this build falls short of the native engine.
 */
import { createInterface } from 'node:readline';
import { providerOf, readEngineArguments, urlOfParams } from './engine-arguments.mjs';
import { runCommand } from './wasm-engine-commands.mjs';
import { createMysqlEngine } from './wasm-engine-mysql.mjs';
import { createWasmEngine } from './wasm-engine-sql.mjs';

const given = readEngineArguments(process.argv.slice(2));

/** Made at the first call: `db execute` of 6 names its database only there. */
let engine;
function engineFor(params) {
  const shadowUrl = params.shadowDatabaseUrl ?? given.shadowUrl;
  // A diff from migrations to a schema names no database but its shadow.
  const url = urlOfParams(params) ?? given.url ?? shadowUrl;
  const base = params.datasourceType?.configDir ?? given.base;
  const target = { ...given, url, shadowUrl, base, provider: providerOf(url) ?? given.provider };
  engine ??= target.provider === 'mysql' ? createMysqlEngine(target) : createWasmEngine(target);
  return engine;
}

const send = (message) => process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

async function call(method, params) {
  const engine = await engineFor(params);
  const result = await engine.call(method === 'getDatabaseVersion' ? 'version' : method, params);
  if (method === 'diff') {
    if (result.stdout) send({ id: 1, method: 'print', params: { content: result.stdout } });
    return { ...result, stdout: null };
  }
  return result ?? null;
}

async function answer({ id, method, params }) {
  try {
    return { id, result: await call(method, params ?? {}) };
  } catch (error) {
    const data = { is_panic: false, message: error.message, meta: error.meta ?? null, error_code: error.code };
    return { id, error: { code: 4466, message: 'An error happened. Check the data field for details.', data } };
  }
}

if (given.form === 'version') {
  process.stdout.write('schema-engine-cli wasm\n');
} else if (given.form === 'cli') {
  await runCommand(given);
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    const message = line.trim() === '' ? {} : JSON.parse(line);
    if (message.method !== undefined) send(await answer(message));
  }
  // Pools of connections would keep the process up.
  process.exit(0);
}
