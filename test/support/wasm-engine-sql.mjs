/** Prisma's schema engine in WebAssembly on PostgreSQL and SQLite. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sqlitePath } from './engine-arguments.mjs';

export const require = createRequire(new URL('../fixtures/engine/package.json', import.meta.url));

export async function createWasmEngine(target) {
  const { bindMigrationAwareSqlAdapterFactory } = require('@prisma/driver-adapter-utils');
  const SchemaEngine = await loadEngine(target);
  const factory = createFactory(target);
  const datamodels = target.datamodels.map(({ path, content }) => [path, content]);
  const options = { datamodels: datamodels.length === 0 ? undefined : datamodels };
  const start = () => SchemaEngine.new(options, () => {}, bindMigrationAwareSqlAdapterFactory(factory));
  let engine = await start();
  return {
    async call(method, params) {
      if (target.provider === 'sqlite' && method === 'reset') {
        emptyFile(sqlitePath(target.url, target.base));
        engine = await start();
        return null;
      }
      const makesTable = target.provider === 'sqlite' && ['devDiagnostic', 'applyMigrations'].includes(method);
      if (makesTable) await makeMigrationsTable(factory);
      // Of the methods of `migrate dev` only this one may use the shadow database; the others find what it kept of it.
      const needsShadow = method === 'evaluateDataLoss' || method === 'createMigration';
      if (needsShadow) await engine.devDiagnostic({ migrationsList: params.migrationsList, filters: params.filters });
      return engine[method](params);
    },
  };
}

/** A schema that holds its URL is of Prisma 6: the engine of 7 refuses it, and the other way round. */
async function loadEngine({ datamodels, fromDatasource }) {
  const major = datamodels.some(({ content }) => /^\s*url\s*=/m.test(content)) || !fromDatasource ? 6 : 7;
  const folder = dirname(require.resolve(`schema-engine-wasm-${major}`));
  const path = (name) => join(folder, name);
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => process.stderr.write(`${message}\n`) };
  const bindings = await import(pathToFileURL(path('schema_engine_bg.js')).href);
  const wasm = new WebAssembly.Module(readFileSync(path('schema_engine_bg.wasm')));
  const { exports } = new WebAssembly.Instance(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return bindings.SchemaEngine;
}

function createFactory({ provider, url, shadowUrl, base }) {
  if (provider === 'postgresql') {
    const factory = postgresFactory(url);
    const connectToShadowDb = () => (shadowUrl === undefined ? makeShadow(url) : wipeShadow(shadowUrl));
    return { ...facts(factory), connect: () => factory.connect(), connectToShadowDb };
  }
  const { PrismaLibSql } = require('@prisma/adapter-libsql');
  return adaptLibsql(new PrismaLibSql({ url: `file:${sqlitePath(url, base)}` }));
}

function postgresFactory(url) {
  const pg = require('pg');
  for (const type of [pg.Client, pg.Pool]) readNamesAsText(type);
  const { PrismaPg } = require('@prisma/adapter-pg');
  const { hostname: host, port, username, password, pathname, searchParams } = new URL(url);
  const [user, secret, database] = [username, password, pathname.slice(1)].map(decodeURIComponent);
  // In parts: beside a connection string the adapter's choice of a shadow database would be ignored.
  const target = {
    host,
    port: Number(port || 5432),
    user,
    password: secret,
    database,
    options: searchParams.get('options') ?? undefined,
  };
  const factory = new PrismaPg(target, { schema: searchParams.get('schema') ?? undefined });
  return { ...facts(factory), connect: async () => runningWholeScripts(await factory.connect()) };
}

/** The adapter cuts a script at every semicolon, within names and function bodies too; the server does not. */
function runningWholeScripts(adapter) {
  adapter.executeScript = async (script) => {
    await adapter.underlyingDriver().query(script);
  };
  return adapter;
}

/** Types of PostgreSQL's catalogue that the adapter cannot read (prisma/orm#27403), and the text types that it can. */
const asText = new Map([
  [18, 25],
  [19, 25],
  [1002, 1009],
  [1003, 1009],
]);

function readNamesAsText(type) {
  const query = type.prototype.query;
  type.prototype.query = function (...args) {
    const result = query.apply(this, args);
    if (typeof result?.then !== 'function') return result;
    return result.then((rows) => {
      for (const field of rows?.fields ?? []) field.dataTypeID = asText.get(field.dataTypeID) ?? field.dataTypeID;
      return rows;
    });
  };
}

/** The adapter's own way drops its shadow database while it is still connected to it, which fails. */
async function makeShadow(url) {
  const name = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
  const main = await postgresFactory(url).connect();
  await main.executeScript(`CREATE DATABASE "${name}"`);
  const shadow = await postgresFactory(Object.assign(new URL(url), { pathname: `/${name}` }).href).connect();
  const dispose = shadow.dispose.bind(shadow);
  shadow.dispose = async () => {
    await dispose();
    await main.executeScript(`DROP DATABASE "${name}" WITH (FORCE)`);
    await main.dispose();
  };
  return shadow;
}

/** The adapter knows nothing of a configured one. The native engine wipes it before use. */
async function wipeShadow(url) {
  const shadow = await postgresFactory(url).connect();
  await shadow.executeScript('DROP SCHEMA IF EXISTS public CASCADE; CREATE SCHEMA public;');
  return shadow;
}

const facts = ({ provider, adapterName }) => ({ provider, adapterName });

/**
 * libsql puts `SQLITE_ERROR: ` before its messages, which hides from the engine that a table is missing, and runs only
 * the first statement of a command, where the engine sends scripts.
 */
function adaptLibsql(factory) {
  const wrap = (adapter) =>
    new Proxy(adapter, {
      get(inner, key) {
        const value = inner[key];
        if (typeof value !== 'function') return value;
        return (...args) => {
          const isScript = key === 'executeRaw' && args[0].args.length === 0;
          const result = isScript ? inner.executeScript(args[0].sql).then(() => 0) : value.apply(inner, args);
          if (typeof result?.then !== 'function') return result;
          return result.then((done) => (key === 'startTransaction' ? wrap(done) : done), renameError);
        };
      },
    });
  return {
    ...facts(factory),
    connect: async () => wrap(await factory.connect()),
    connectToShadowDb: async () => wrap(await factory.connectToShadowDb()),
  };
}

function renameError(error) {
  const table = /no such table: (\S+)/.exec(error.cause?.message ?? '')?.[1];
  if (table !== undefined) Object.assign(error.cause, { kind: 'TableDoesNotExist', table });
  throw error;
}

/** The native engine's reset. This build, with libsql, only deletes rows. */
function emptyFile(path) {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(path + suffix, { force: true });
  writeFileSync(path, '');
}

const migrationsTable = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL,
  "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
  "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0
);`;

async function makeMigrationsTable(factory) {
  const adapter = await factory.connect();
  await adapter.executeScript(migrationsTable);
  await adapter.dispose();
}
