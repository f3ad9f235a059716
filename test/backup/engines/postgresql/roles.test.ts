import pg from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../../src/backup/operations/restore.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import type { Target } from '../../../../src/types.ts';
import { digestDatabase } from '../../../support/digest.ts';
import { startPgBouncer } from '../../../support/pgbouncer.ts';
import { startPostgres } from '../../../support/postgres.ts';
import type { RunningServer } from '../../../support/server-process.ts';
import { createPostgresDatabase } from '../../../support/servers.ts';
import { share } from '../../../support/sweep.ts';
import { beforeLoss, policyAt } from '../../operations/before-loss.ts';
import { scratchFolder, tickingHost } from '../scratch.ts';

/** A server of its own, since rights on the databases that everybody works from are taken away here. */
let server: RunningServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

const host = tickingHost();
let count = 0;

interface Place {
  readonly url: string;
  readonly adminUrl: string;
  readonly target: Target;
  admin(database: string, ...statements: string[]): Promise<void>;
}

/** `attributes` of the role that the project has. It owns the database, and a table with rows. */
async function place(attributes: string): Promise<Place> {
  count += 1;
  const [name, user] = [`db${count}`, `app${count}`];
  const { host: at, port, password } = server.info;
  const urlOf = (who: string, secretWord: string, database: string) =>
    `postgresql://${who}:${secretWord}@${at}:${port}/${database}`;
  const admin = async (database: string, ...statements: string[]) => {
    const client = new pg.Client({ connectionString: urlOf('postgres', password, database) });
    await client.connect();
    try {
      for (const statement of statements)
        await client.query(statement.replace(/\bAPP\b/g, user).replace(/\bDB\b/g, name));
    } finally {
      await client.end();
    }
  };
  await admin('postgres', `CREATE ROLE APP LOGIN ${attributes} PASSWORD 'pw-of-app'`, 'CREATE DATABASE DB OWNER APP');
  const url = urlOf(user, 'pw-of-app', name);
  const own = new pg.Client({ connectionString: url });
  await own.connect();
  await own.query(`CREATE TABLE kept (id int PRIMARY KEY, what text); INSERT INTO kept VALUES (1, 'one'), (2, NULL)`);
  await own.end();
  return {
    url,
    adminUrl: urlOf('postgres', password, 'postgres'),
    admin: (database, ...statements) => admin(database === 'DB' ? name : database, ...statements),
    target: {
      identity: { provider: 'postgresql', host: 'localhost', port, database: name },
      role: 'main',
      url: secret(url),
      label: `${name}@localhost:${port}`,
      source: 'DATABASE_URL',
    },
  };
}

interface Case {
  readonly attributes?: string;
  /** As the superuser, in the database. */
  readonly spoil: readonly string[];
  /** As the superuser, on the server, and back again. */
  readonly server?: readonly string[];
  readonly repair?: readonly string[];
  /** Named before the question. */
  readonly told: RegExp;
  /** What an administrator can do about it. */
  readonly next: RegExp;
}

const cases: Record<string, Case> = {
  'a table and a schema of a superuser': {
    spoil: [
      'CREATE SCHEMA audit',
      'CREATE TABLE audit.log (id int)',
      'INSERT INTO audit.log VALUES (1)',
      'GRANT ALL ON SCHEMA audit TO APP',
      'GRANT ALL ON audit.log TO APP',
    ],
    told: /schema audit and 1 more: owned by postgres, and the role app\d+ is no member/,
    next: /GRANT "postgres" TO "app\d+";/,
  },
  'a function of another role': {
    spoil: ["CREATE FUNCTION seven() RETURNS int LANGUAGE sql AS 'select 7'"],
    told: /function public\.seven\(\): owned by postgres/,
    next: /GRANT "postgres" TO/,
  },
  'an enum and a large object of another role': {
    spoil: ["CREATE TYPE mood AS ENUM ('good')", 'SELECT lo_create(0)', 'GRANT SELECT ON LARGE OBJECT LOID TO APP'],
    told: /owned by postgres/,
    next: /GRANT "postgres" TO/,
  },
  'an extension that only a superuser may create': {
    spoil: ['CREATE EXTENSION pg_stat_statements'],
    told: /extension pg_stat_statements: only a superuser may create it/,
    next: /"backup\.restoreUrl"/,
  },
  'another such extension beside a trusted one': {
    spoil: ['CREATE EXTENSION dblink', 'CREATE EXTENSION citext'],
    told: /^extension dblink: only a superuser may create it in a copy$/,
    next: /"backup\.restoreUrl"/,
  },
  'a role without CREATEDB': {
    attributes: '',
    spoil: [],
    told: /the role app\d+ may not create one/,
    next: /ALTER ROLE "app\d+" CREATEDB;/,
  },
  'a database of another owner': {
    spoil: [
      'ALTER DATABASE DB OWNER TO postgres',
      'GRANT ALL ON DATABASE DB TO APP',
      'GRANT ALL ON SCHEMA public TO APP',
    ],
    told: /it belongs to postgres, and the role app\d+ may neither/,
    next: /GRANT "postgres" TO/,
  },
  'a role that may enter no database but its own': {
    spoil: [],
    server: ['REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC'],
    repair: ['GRANT CONNECT ON DATABASE postgres, template1 TO PUBLIC'],
    told: /created from postgres or template1, and the role app\d+ can connect to neither/,
    next: /GRANT CONNECT ON DATABASE postgres TO/,
  },
  'FORCE ROW LEVEL SECURITY, of which the owner is no exception': {
    spoil: [
      'ALTER TABLE kept ENABLE ROW LEVEL SECURITY',
      'ALTER TABLE kept FORCE ROW LEVEL SECURITY',
      'CREATE POLICY p ON kept USING (id = 1)',
    ],
    told: /table public\.kept: FORCE ROW LEVEL SECURITY holds for its owner too/,
    next: /ALTER ROLE "app\d+" BYPASSRLS;/,
  },
  'row level security of a table of another role': {
    spoil: [
      'CREATE TABLE theirs (id int)',
      'ALTER TABLE theirs ENABLE ROW LEVEL SECURITY',
      'GRANT SELECT ON theirs TO APP',
    ],
    told: /table public\.theirs: row level security holds for the role/,
    next: /BYPASSRLS/,
  },
};

describe.each(share(Object.entries(cases), 3))('%s', (_, { attributes = 'CREATEDB', spoil, told, next, ...more }) => {
  test('is named, and nothing is destroyed; by the role of backup.restoreUrl it comes back', async () => {
    const at = await place(attributes);
    for (const statement of spoil) {
      const loid = '(SELECT max(oid) FROM pg_largeobject_metadata)';
      const ready = statement.includes('LOID')
        ? `DO $$ BEGIN EXECUTE format('${statement.replace('LOID', '%s')}', ${loid}); END $$`
        : statement;
      await at.admin('DB', ready);
    }
    for (const statement of more.server ?? []) await at.admin('postgres', statement);
    try {
      const before = await digestDatabase('postgresql', at.adminUrl.replace(/postgres$/, at.target.identity.database));
      const repository = scratchFolder();
      const refused = await beforeLoss(at.target, policyAt(repository)).then(
        (through) => through.told.join('\n'),
        (error) => error,
      );
      expect(refused).toMatchObject({
        code: 'no-way-back',
        why: expect.stringMatching(new RegExp(told.source.replace(/^\^|\$$/g, ''))),
        next: expect.arrayContaining([expect.stringMatching(next)]),
      });
      // Above the limit it is not tried, and refused all the same.
      await expect(beforeLoss(at.target, policyAt(scratchFolder(), { proofSeconds: 0 }))).rejects.toMatchObject({
        code: 'no-way-back',
      });
      const policy = policyAt(repository, { restoreUrl: { url: secret(at.adminUrl) } });
      const { ids, told: nothing } = await beforeLoss(at.target, policy);
      expect(nothing).toEqual([]);
      const entry = await findBackup(host, policy, at.target, ids[0] ?? '');
      expect(entry.manifest.check).toBe('verified');
      await at.admin('DB', 'DROP SCHEMA public CASCADE', 'CREATE SCHEMA public', 'DROP SCHEMA IF EXISTS audit CASCADE');
      await restoreBackup({ host, target: at.target, policy, entry, ontoOther: false, argv: [] });
      const after = await digestDatabase('postgresql', at.adminUrl.replace(/postgres$/, at.target.identity.database));
      expect(after).toEqual(before);
    } finally {
      for (const statement of more.repair ?? []) await at.admin('postgres', statement);
    }
  });
});

test('behind a pooler that knows one database it is named, and past the pooler it comes back', async () => {
  const at = await place('CREATEDB');
  const { username: user, password } = new URL(at.url);
  const { database } = at.target.identity;
  const pooler = await startPgBouncer(server.info, { database, user, password });
  try {
    const url = Object.assign(new URL(at.url), { port: String(pooler.port) }).href;
    const identity = { ...at.target.identity, port: pooler.port };
    const target = { ...at.target, identity, url: secret(url), label: `${database}@localhost:${pooler.port}` };
    const before = await digestDatabase('postgresql', at.url);
    const repository = scratchFolder();
    await expect(beforeLoss(target, policyAt(repository))).rejects.toMatchObject({
      code: 'no-way-back',
      why: expect.stringMatching(/can connect to neither/),
    });
    const policy = policyAt(repository, { restoreUrl: { url: secret(at.adminUrl) } });
    const { ids } = await beforeLoss(target, policy);
    const entry = await findBackup(host, policy, target, ids[0] ?? '');
    expect(entry.manifest.check).toBe('verified');
    await at.admin('DB', 'DROP TABLE kept');
    await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
    expect(await digestDatabase('postgresql', at.url)).toEqual(before);
  } finally {
    await pooler.stop();
  }
});

test('a restoring role of another server is refused, and one whose variable is not set is none', async () => {
  const at = await place('CREATEDB');
  const other = await createPostgresDatabase();
  onTestFinished(() => other.drop());
  const elsewhere = policyAt(scratchFolder(), { restoreUrl: { url: secret(other.url) } });
  await expect(beforeLoss(at.target, elsewhere)).rejects.toMatchObject({
    why: expect.stringContaining('is not the one that'),
  });
  const unset = policyAt(scratchFolder(), { restoreUrl: { variable: 'NO_SUCH_VARIABLE_HERE' } });
  expect((await beforeLoss(at.target, unset)).ids).toHaveLength(1);
});

test('a backup that forced row level security forbids names a right that helps, and not the owner', async () => {
  const at = await place('CREATEDB');
  await at.admin('DB', 'ALTER TABLE kept ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY');
  const why = { reason: 'by hand', argv: [] };
  const request = { host, target: at.target, policy: policyAt(scratchFolder()), why } as const;
  await expect(backUp({ ...request, kind: 'manual', need: 'always' })).rejects.toMatchObject({
    code: 'backup-failed',
    next: [expect.stringContaining('BYPASSRLS'), expect.stringContaining('backup.restoreUrl')],
  });
});

test('a proof of the same contents counts for a day, and rights that went since do not', async () => {
  const at = await place('CREATEDB');
  const policy = policyAt(scratchFolder());
  const checkOf = async (id = '') => (await findBackup(host, policy, at.target, id)).manifest.check;
  const [first] = (await beforeLoss(at.target, policy)).ids;
  // Something was written, and the contents are what they were.
  await at.admin('DB', "UPDATE kept SET what = 'one' WHERE id = 1");
  const [second] = (await beforeLoss(at.target, policy)).ids;
  expect([await checkOf(first), await checkOf(second)]).toEqual(['verified', 'inspected']);
  await at.admin('DB', "INSERT INTO kept VALUES (3, 'three')");
  const [third] = (await beforeLoss(at.target, policy)).ids;
  expect(await checkOf(third)).toBe('verified');
  await at.admin('postgres', 'ALTER ROLE APP NOCREATEDB');
  await expect(beforeLoss(at.target, policy)).rejects.toMatchObject({ code: 'no-way-back' });
});
