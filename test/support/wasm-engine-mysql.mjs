/**
 * NOT Prisma's engine: what its native engine is documented to do on MySQL and MariaDB, done by SQL, because the WebAssembly
 * build knows neither. `reset` drops every table, view, routine and event of the database; `applyMigrations` runs the migration
 * files in order and keeps `_prisma_migrations`; `dbExecute` runs the script; `schemaPush`, and the migration that
 * `migrate dev` writes, are the script in the file that WASM_ENGINE_PUSH_SQL names. There is no diffing.
 */
import { createHash, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { require } from './wasm-engine-sql.mjs';

export function connect(url) {
  const { hostname: host, port, username, password, pathname } = new URL(url);
  const [user, secret, database] = [username, password, pathname.slice(1)].map(decodeURIComponent);
  const target = { host, port: Number(port || 3306), user, password: secret, database: database || undefined };
  return require('mysql2/promise').createConnection({ ...target, multipleStatements: true, charset: 'utf8mb4' });
}

export async function createMysqlEngine({ url }) {
  const connection = await connect(url);
  const run = async (sql, values) => (await connection.query(sql, values))[0];
  const pushed = () =>
    process.env.WASM_ENGINE_PUSH_SQL ? readFileSync(process.env.WASM_ENGINE_PUSH_SQL, 'utf8') : undefined;

  const applied = async () => {
    const tables = await run("SHOW TABLES LIKE '\\_prisma\\_migrations'");
    if (tables.length === 0) return [];
    const rows = await run('SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL');
    return rows.map(({ name }) => name);
  };
  const due = async ({ migrationsList }) => {
    const done = await applied();
    return migrationsList.migrationDirectories.filter(({ path }) => !done.includes(path));
  };

  const methods = {
    version: async () => (await run('SELECT VERSION() AS version'))[0].version,
    ensureConnectionValidity: () => ({}),
    devDiagnostic: () => ({ action: { tag: 'createMigration' } }),
    async diagnoseMigrationHistory(params) {
      const names = (await due(params)).map(({ path }) => path);
      const history = names.length === 0 ? null : { diagnostic: 'databaseIsBehind', unappliedMigrationNames: names };
      return { drift: null, history, failedMigrationNames: [], editedMigrationNames: [], hasMigrationsTable: true };
    },
    evaluateDataLoss: () => ({ migrationSteps: pushed() ? 1 : 0, warnings: [], unexecutableSteps: [] }),
    createMigration: ({ migrationName }) => ({
      connectorType: 'mysql',
      generatedMigrationName: `${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}_${migrationName}`,
      migrationScript: pushed() ?? null,
      extension: 'sql',
    }),
    async applyMigrations(params) {
      await run(migrationsTable);
      const directories = await due(params);
      for (const { path, migrationFile } of directories) {
        await run(migrationFile.content.value);
        await markApplied(path, migrationFile.content.value);
      }
      return { appliedMigrationNames: directories.map(({ path }) => path) };
    },
    async markMigrationApplied({ migrationName }) {
      await run(migrationsTable);
      await markApplied(migrationName, '');
      return {};
    },
    async markMigrationRolledBack({ migrationName }) {
      await run('UPDATE _prisma_migrations SET rolled_back_at = NOW(3) WHERE migration_name = ?', [migrationName]);
      return {};
    },
    diff: () => ({ exitCode: pushed() ? 2 : 0, stdout: null }),
    async schemaPush() {
      const script = pushed();
      if (script) await run(script);
      return { executedSteps: script ? 1 : 0, unexecutable: [], warnings: [] };
    },
    async dbExecute({ script }) {
      await run(script);
      return null;
    },
    async reset() {
      const objects = await run(everyObject);
      await run('SET FOREIGN_KEY_CHECKS = 0');
      for (const { kind, name } of objects) await run(`DROP ${kind} \`${name.replaceAll('`', '``')}\``);
      await run('SET FOREIGN_KEY_CHECKS = 1');
      return null;
    },
  };
  return {
    async call(method, params) {
      if (methods[method] === undefined) throw new Error(`The MySQL stand-in of the tests cannot ${method}.`);
      return methods[method](params);
    },
  };

  async function markApplied(name, script) {
    const checksum = createHash('sha256').update(script).digest('hex');
    const columns = 'id, checksum, finished_at, migration_name, started_at, applied_steps_count';
    await run(`INSERT INTO _prisma_migrations (${columns}) VALUES (?, ?, NOW(3), ?, NOW(3), 1)`, [
      randomUUID(),
      checksum,
      name,
    ]);
  }
}

const everyObject = `
  SELECT IF(table_type IN ('BASE TABLE', 'SYSTEM VERSIONED'), 'TABLE', table_type) AS kind, table_name AS name
    FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type <> 'SYSTEM VIEW'
  UNION ALL
  SELECT routine_type, routine_name FROM information_schema.routines WHERE routine_schema = DATABASE()
  UNION ALL
  SELECT 'EVENT', event_name FROM information_schema.events WHERE event_schema = DATABASE()`;

const migrationsTable = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at DATETIME(3), migration_name VARCHAR(255) NOT NULL,
  logs TEXT, rolled_back_at DATETIME(3), started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
  applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0
) DEFAULT CHARACTER SET utf8mb4`;
