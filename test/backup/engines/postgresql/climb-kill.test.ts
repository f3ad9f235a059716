import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { mergePolicies } from '../../../../src/policy/load.ts';
import type { Policy } from '../../../../src/policy/policy.ts';
import { postgresProgram } from '../../../support/server-binaries.ts';
import { queryRows, runSql } from '../../../support/sql.ts';
import { bundle } from '../bundle.ts';
import { adminUrl, makePlace } from '../engine-places.ts';
import { scratchFolder, tickingHost } from '../scratch.ts';
import { readFacts } from './bring-back.ts';
import type { DyingClimb } from './dying-climb-program.ts';

/** Needs every way there is: a name without its schema, a check and a domain that rows break, keys that they break. */
const sql = `create extension unaccent;
  create function f_unaccent(text) returns text language sql immutable as $$ select unaccent('unaccent', $1) $$;
  create domain soon as timestamptz constraint future check (value > now());
  create table person(id int primary key, name text, at soon, seen timestamptz constraint fresh check (seen > now()));
  create index on person (f_unaccent(name));
  create table letter(id int primary key, person_id int constraint to_person references person);
  insert into person values (1, 'José', now() + '0.2 second', now() + '0.2 second'); select pg_sleep(0.3);
  insert into letter values (1, 1);`;
const broken = `update pg_index set indisready = false where indexrelid = 'letter_pkey'::regclass;
  set session_replication_role = replica; insert into letter values (1, 9);
  update pg_index set indisready = true where indexrelid = 'letter_pkey'::regclass;`;

/** Where it dies, in the order in which these come. */
const deaths = {
  'the exact load': 'pg_restore .*--exit-on-error (?!.*--section)',
  'making the copy anew': '^DROP DATABASE IF EXISTS "restore_',
  'setting the path': '^ALTER ROLE CURRENT_USER IN DATABASE .* SET search_path',
  'loading what comes before the rows': 'pg_restore .*--section=pre-data',
  'loading the rows': 'pg_restore .*--section=data',
  'loading rows again': 'pg_restore .*--use-list',
  'taking off a check of a table': '^ALTER TABLE .* DROP CONSTRAINT "fresh"',
  'taking off a check of a domain': '^ALTER DOMAIN .* DROP CONSTRAINT',
  'putting a check back': '^ALTER TABLE .* ADD CONSTRAINT "fresh" .*NOT VALID$',
  'loading what follows the rows': 'pg_restore .*--section=post-data',
  'putting a plain index in the place of a key': '^CREATE INDEX letter_pkey',
  'making a key for rows to come': 'ADD CONSTRAINT to_person .* NOT VALID$',
  'giving back the settings': '^ALTER ROLE CURRENT_USER IN DATABASE .* RESET ALL',
} as const;

test('killed on any rung, a restore leaves the database as it is, and the next backup removes what it left', async () => {
  const program = bundle(join(import.meta.dirname, 'dying-climb-program.ts'));
  onTestFinished(program.remove);
  const place = await makePlace('postgresql');
  const { url, ...target } = place.target;
  const admin = adminUrl('postgresql').replace(/postgres$/, target.identity.database);
  const base = mergePolicies([], '/');
  const repository = join(scratchFolder(), 'backups');
  const policy: Policy = { ...base, backup: { ...base.backup, repository, cheapBytes: 1e9, lockTimeoutMs: 60_000 } };
  const make = (kind: 'manual' | 'automatic') =>
    backUp({ host: tickingHost(), target: place.target, policy, why: { reason: 'x', argv: [] }, kind, need: 'always' });
  const facts = () => readFacts(admin, postgresProgram('pg_dump') ?? '');
  const restore = (dieAt: string) => {
    const task: DyingClimb = { target, url: url.reveal(), policy, dieAt };
    return spawnSync(process.execPath, [program.path], { input: JSON.stringify(task) });
  };

  await place.run(sql);
  await runSql('postgresql', admin, broken);
  const whole = await facts();
  await make('manual');
  await place.run('delete from letter where person_id = 1; drop index person_f_unaccent_idx');
  const ruined = await facts();
  for (const [when, dieAt] of Object.entries(deaths)) {
    const died = restore(dieAt);
    expect(died.signal, `${when}: ${died.stderr}`).toBe('SIGKILL');
    expect(await facts(), when).toEqual(ruined);
  }
  const left = () =>
    queryRows(
      'postgresql',
      admin,
      `select datname from pg_database where datname ~ '^restore_[0-9a-f]{8}_' and pg_get_userbyid(datdba) = '${decodeURIComponent(new URL(url.reveal()).username)}'`,
    );
  expect((await left()).length).toBeGreaterThan(0);
  // A program that a dead process has started comes to its own end.
  const busy = "select from pg_stat_activity where datname ~ '^restore_' and backend_type = 'client backend'";
  while ((await queryRows('postgresql', admin, busy)).length > 0) await sleep(100);
  await make('automatic');
  expect(await left()).toEqual([]);
  expect(readdirSync(repository).filter((name) => name.startsWith('.partial-'))).toEqual([]);

  const alive = restore('never');
  expect(alive.status, alive.stderr.toString()).toBe(0);
  const now = await facts();
  expect(now.rows).toEqual(whole.rows);
  expect(now.schema).toContain(
    'CREATE INDEX person_f_unaccent_idx ON public.person USING btree (public.f_unaccent(name));',
  );
}, 240_000);
