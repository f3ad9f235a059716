import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { engineFor } from '../../../src/backup/engines/registry.ts';
import { rewriteManifest } from '../../../src/backup/manifest/rewrite.ts';
import { afterBackup } from '../../../src/backup/operations/after-backup.ts';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { createHost, type Host } from '../../../src/host.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import type { EnvironmentName } from '../../../src/types.ts';
import { runSql } from '../../support/sql.ts';
import { adminUrl, makePlace, type Place } from './engine-places.ts';
import { spoil } from './payload-damage.ts';
import { richSql, ruinSql } from './rich-sql.ts';
import { scratchFolder } from './scratch.ts';

interface Guarded extends Place {
  readonly policy: Policy;
  readonly said: string[];
  guard(environment?: EnvironmentName): Promise<string>;
  manifest(id: string): Promise<Awaited<ReturnType<typeof findBackup>>['manifest']>;
  undo(id: string): Promise<string | undefined>;
  contents(): Promise<unknown>;
  snapshots(): Promise<string[]>;
}

async function start(backup: Partial<Policy['backup']>): Promise<Guarded> {
  const place = await makePlace('postgresql');
  await place.run(richSql.postgresql);
  const { target } = place;
  const said: string[] = [];
  const stderr = { isTTY: false, write: (text: string) => void said.push(text), on() {}, listenerCount: () => 1 };
  const host = Object.create(createHost(), { stderr: { value: stderr }, env: { value: process.env } }) as Host;
  const repository = join(scratchFolder(), 'backups');
  const policy: Policy = {
    files: [],
    environments: [],
    disposable: [],
    backup: { ...mergePolicies([], '/').backup, repository, cheapBytes: 1e9, ...backup },
  };
  const find = (id: string) => findBackup(host, policy, target, id);
  return {
    ...place,
    policy,
    said,
    async guard(environment = 'development') {
      const why = { reason: 'before migrate reset', argv: [] };
      const after = async (made: Parameters<typeof afterBackup>[1]) => {
        await afterBackup({ host, target, policy, environment }, made);
      };
      const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always', after });
      if (made.status !== 'made') throw new Error(made.because);
      return made.backup.id;
    },
    manifest: async (id) => (await find(id)).manifest,
    async undo(id) {
      const request = { host, target, policy, ontoOther: false, argv: [], undo: { project: undefined } };
      return (await restoreBackup({ ...request, entry: await find(id) })).kept;
    },
    async contents() {
      const read = await (await engineFor('postgresql'))?.fingerprint({ host, target });
      return { tables: read?.tables, objects: new Set(read?.objects) };
    },
    async snapshots() {
      const owner = `(SELECT datdba FROM pg_database WHERE datname = current_database())`;
      const sql = `SELECT datname AS name FROM pg_database WHERE datname LIKE '%interlock_snapshot%' AND datdba = ${owner}`;
      return (await place.rows(sql)).map((row) => String(row['name']));
    },
  };
}

test('a snapshot lets nobody in, is one a database, and an undo renames it into place without reading the dump', async () => {
  const at = await start({ snapshot: { development: true } });
  await at.guard();
  const before = await at.contents();
  const id = await at.guard();
  const { beside } = await at.manifest(id);
  expect(await at.snapshots()).toEqual([beside?.name]);
  const url = new URL(at.target.url.reveal());
  url.pathname = `/${beside?.name}`;
  await expect(new pg.Client({ connectionString: url.href }).connect()).rejects.toThrow('not currently accepting');
  const [row] = await at.rows(`SELECT oid FROM pg_database WHERE datname = '${beside?.name}'`);
  await at.run(ruinSql.postgresql);
  spoil(join(String(at.policy.backup.repository), id, 'database.dump'), 'changed in its middle');
  const kept = await at.undo(id);
  expect(await at.contents()).toEqual(before);
  expect(await at.rows('SELECT oid FROM pg_database WHERE datname = current_database()')).toEqual([row]);
  expect(kept).toMatch(/_interlock_before_undo_/);
  expect(await at.snapshots()).toEqual([]);
});

test('while others work in the database there is none, a line says so, and the undo takes the dump', async () => {
  const at = await start({ snapshot: { development: true } });
  const other = new pg.Client({ connectionString: at.target.url.reveal() });
  // The undo ends its session.
  other.on('error', () => {});
  await other.connect();
  onTestFinished(() => other.end().catch(() => {}));
  const before = await at.contents();
  const id = await at.guard();
  expect(at.said.join('')).toMatch(/snapshot-skipped.*being accessed by other users/s);
  expect(await at.manifest(id)).not.toHaveProperty('beside');
  expect(await at.snapshots()).toEqual([]);
  await at.run(ruinSql.postgresql);
  await at.undo(id);
  expect(await at.contents()).toEqual(before);
});

test('a snapshot that somebody opened, or that is not ours, is not used: the undo takes the dump', async () => {
  const at = await start({ snapshot: { development: true } });
  const before = await at.contents();
  const id = await at.guard();
  const { beside } = await at.manifest(id);
  await at.run(`ALTER DATABASE "${beside?.name}" ALLOW_CONNECTIONS true`);
  await at.run(ruinSql.postgresql);
  await at.undo(id);
  expect(await at.contents()).toEqual(before);
  expect(await at.snapshots()).toEqual([beside?.name]);
  const entry = await findBackup(createHost(), at.policy, at.target, id);
  await rewriteManifest(createHost(), entry, (manifest) => ({
    ...manifest,
    beside: { name: 'postgres', at: manifest.time },
  }));
  await at.undo(id);
  expect(await at.contents()).toEqual(before);
});

test('there is no snapshot in production, whatever the policy says', async () => {
  const at = await start({ snapshot: { production: true }, verify: { production: false } });
  expect(await at.manifest(await at.guard('production'))).toMatchObject({ check: 'inspected' });
  expect(await at.snapshots()).toEqual([]);
});

test('in a protected place a small database is proved, elsewhere where the policy says so', async () => {
  const at = await start({});
  expect(await at.manifest(await at.guard('production'))).toMatchObject({
    check: 'verified',
    verified: { how: 'restored' },
  });
  expect(await at.manifest(await at.guard('development'))).toMatchObject({ check: 'inspected' });
  const always = await start({ verify: { development: true }, cheapBytes: 0 });
  expect(await always.manifest(await always.guard())).toMatchObject({ check: 'verified' });
  const large = await start({ cheapBytes: 0 });
  expect(await large.manifest(await large.guard('production'))).toMatchObject({ check: 'inspected' });
});

test('where no second database may be made, a proof that is wanted stops the command, and one that is tried is a line', async () => {
  const tried = await start({});
  await forbidDatabases(tried);
  expect(await tried.manifest(await tried.guard('production'))).toMatchObject({ check: 'inspected' });
  expect(tried.said.join('')).toContain('permission denied to create database');
  const wanted = await start({ verify: { production: true } });
  await forbidDatabases(wanted);
  await expect(wanted.guard('production')).rejects.toMatchObject({
    code: 'backup-failed',
    why: expect.stringContaining('permission denied to create database'),
  });
});

async function forbidDatabases({ target }: Place): Promise<void> {
  const user = decodeURIComponent(new URL(target.url.reveal()).username);
  await runSql('postgresql', adminUrl('postgresql'), `ALTER ROLE "${user}" NOCREATEDB`);
}
