import { expect, onTestFinished, test } from 'vitest';
import { digestDatabase } from '../support/digest.ts';
import { createPostgresDatabase } from '../support/servers.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { onEach, place } from './databases.ts';
import { installedProject } from './installed.ts';
import { witness } from './witness.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE added (id INTEGER PRIMARY KEY);' };
const kept =
  "CREATE TABLE kept (id INTEGER PRIMARY KEY, what VARCHAR(20)); INSERT INTO kept VALUES (1, 'x'), (2, NULL);";

test.each([{ major: 5, provider: 'sqlite' } as const, ...onEach([6, 7])])(
  'migrate deploy of Prisma $major on $provider needs no terminal in development, and is backed up before its engine hears a call that changes something',
  async ({ major, provider }) => {
    const at = await place(major, provider, { engine: major === 5 ? 'tripwire' : 'wasm', migrations });
    await runSql(provider, at.url, kept);
    // Prisma refuses to migrate a database that it finds full and without a history.
    if (major !== 5) await runSql(provider, at.url, history[provider]);
    const { env, beforeChange } = witness(at);
    const ran = await at.run('prisma', ['migrate', 'deploy'], { env });
    expect(ran.exitCode, ran.stderr + ran.stdout).toBe(0);
    const [id] = at.backups();
    expect(id).toMatch(/_before-migrate-deploy_/);
    expect(beforeChange()).toMatchObject({ manifests: [id], events: ['begin'] });
    expect(ran.stdout).not.toContain('interlock');
    expect(at.audit()).toMatchObject([
      { event: 'begin', risk: 'change', backups: [id] },
      { event: 'end', exit: 0 },
    ]);
    expect(at.audit()[0]?.id).toBe(at.audit()[1]?.id);
    if (major !== 5) expect(await queryRows(provider, at.url, 'SELECT * FROM added')).toEqual([]);
  },
);

const history = {
  sqlite: `CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME,
    "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp,
    "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0)`,
  postgresql: `CREATE TABLE "_prisma_migrations" (id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0)`,
  mysql: `CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY, checksum VARCHAR(64) NOT NULL, finished_at DATETIME(3),
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at DATETIME(3), started_at DATETIME(3) NOT NULL DEFAULT now(3),
    applied_steps_count INT UNSIGNED NOT NULL DEFAULT 0)`,
};

test("a failure of Prisma's is ours and stands in the audit log", async () => {
  const at = await place(6, 'sqlite', { migrations });
  await runSql('sqlite', at.url, kept);
  const ran = await at.run('prisma', ['migrate', 'deploy'], { env: { TRIPWIRE_SAYS: 'fail:applyMigrations' } });
  const bare = await at.prisma(['migrate', 'deploy'], { env: { TRIPWIRE_SAYS: 'fail:applyMigrations' } });
  expect(ran.exitCode).toBe(1);
  expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode: bare.exitCode, stdout: bare.stdout });
  expect(at.audit()).toMatchObject([{ event: 'begin' }, { event: 'end', exit: 1, signal: null }]);
});

test("an exit code of Prisma's that is neither 0 nor 1 is passed on", async () => {
  const at = await place(6, 'sqlite', { migrations });
  const ran = await at.run('prisma', ['migrate', 'dev'], { env: { TRIPWIRE_SAYS: 'drift' } });
  expect(ran.exitCode, ran.stderr).toBe(130);
  expect(at.audit()).toMatchObject([{ event: 'begin' }, { event: 'end', exit: 130 }]);
});

test('a database that is not there yet needs no backup, and one line says so', async () => {
  const owner = await createPostgresDatabase();
  onTestFinished(() => owner.drop());
  const name = `${owner.name}_new`;
  onTestFinished(() => runSql('postgresql', owner.url, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
  const url = owner.url.replace(new RegExp(`${owner.name}$`), name);
  const postgres = installedProject({ major: 7, provider: 'postgresql', url, migrations, engine: 'wasm' });
  const sqlite = await place(6, 'sqlite', { migrations, engine: 'wasm' });
  for (const at of [postgres, sqlite]) {
    const ran = await at.run('prisma', ['migrate', 'deploy']);
    expect(ran.exitCode, ran.stderr + ran.stdout).toBe(0);
    expect(ran.stderr.split('\n').filter((line) => line.includes('does not exist'))).toHaveLength(1);
    expect(at.backups()).toEqual([]);
    expect(at.audit()).toMatchObject([
      { event: 'begin', backups: [] },
      { event: 'end', exit: 0 },
    ]);
  }
  expect(Object.keys((await digestDatabase('postgresql', url)).tables).join()).toContain('added');
});
