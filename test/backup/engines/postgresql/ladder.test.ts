import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createHost, type Host } from '../../../../src/host.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import type { Target } from '../../../../src/types.ts';
import { newestPostgres } from '../../../support/newest-postgres.ts';
import { startPostgres } from '../../../support/postgres.ts';
import { postgresProgram } from '../../../support/server-binaries.ts';
import type { RunningServer } from '../../../support/server-process.ts';
import { runSql } from '../../../support/sql.ts';
import { share } from '../../../support/sweep.ts';
import { adminUrl, hostWithPath, makePlace, type Place } from '../engine-places.ts';
import { scratchFolder } from '../scratch.ts';
import { bringBack } from './bring-back.ts';
import { type LadderCase, ladderCases } from './ladder-cases.ts';

interface Room {
  readonly place: Pick<Place, 'target' | 'run'>;
  /** The URL of a superuser in the same database. */
  readonly admin: string;
  readonly host: Host;
  readonly pgDump: string;
  /** `15`. */
  readonly major: number;
}

async function tryCase(one: LadderCase, { place, admin, host, pgDump, major }: Room): Promise<void> {
  await place.run(one.sql);
  if (one.admin) await runSql('postgresql', admin, one.admin);
  const back = await bringBack({ host, target: place.target }, scratchFolder(), admin, pgDump);
  const { before, after } = back;
  expect(back.unexplained).toEqual([]);
  const omissions = (major >= 18 && one.omissionsFrom18) || one.omissions;
  expect(back.omissions.map(({ kind, name, how }) => `${kind} ${name} ${how}`).sort()).toEqual(omissions);
  for (const { why } of back.omissions) expect(why).toMatch(/^[a-z].{10,}[^.]$/);
  const rows = Object.entries(before.rows).filter(([table]) => !one.otherRows?.includes(table));
  expect(Object.fromEntries(rows.map(([table]) => [table, after.rows[table]]))).toEqual(Object.fromEntries(rows));
  expect(after.settings).toEqual(before.settings);
  if (omissions.length === 0) expect(after.schema).toEqual(before.schema);
  const without = (lines: readonly string[], others: readonly string[]) =>
    lines.filter((line) => !others.includes(line));
  if (one.before) expect(without(before.schema, after.schema)).toEqual(one.before);
  if (one.after) expect(without(after.schema, before.schema)).toEqual(one.after);
  if (one.works) await runSql('postgresql', admin, one.works);
}

describe('PostgreSQL of the system: what the server let exist comes back, by a digest that is not ours', () => {
  test.each(share(ladderCases, 2))('$name', async (one) => {
    const place = await makePlace('postgresql');
    const admin = adminUrl('postgresql').replace(/postgres$/, place.target.identity.database);
    const pgDump = postgresProgram('pg_dump') ?? '';
    await tryCase(one, { place, admin, host: createHost(), pgDump, major: 15 });
  });
});

/**
 * PostgreSQL 18 is a package of npm that has no client. A folder with its own pg_dump, pg_restore and psql is named by this
 * variable; without one nothing is tried here.
 */
const client = process.env['TEST_POSTGRES_18_CLIENT'];

describe.skipIf(client === undefined)('PostgreSQL 18: the same', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startPostgres(await newestPostgres());
  });
  afterAll(() => server.stop());

  test.each(
    share(
      ladderCases.map((one, at) => ({ ...one, at })),
      2,
    ),
  )('$name', async (one) => {
    const { host, port, user, password } = server.info;
    const url = (name: string) => `postgresql://${user}:${password}@${host}:${port}/${name}`;
    const database = `case_${one.at}`;
    await runSql('postgresql', url('postgres'), `create database ${database}`);
    onTestFinished(() => runSql('postgresql', url('postgres'), `drop database if exists ${database} with (force)`));
    const target: Target = {
      identity: { provider: 'postgresql', host: 'localhost', port, database },
      role: 'main',
      url: secret(url(database)),
      label: `${database}@localhost`,
      source: 'test',
    };
    const place = { target, run: (sql: string) => runSql('postgresql', url(database), sql) };
    const folder = client ?? '';
    await tryCase(one, {
      place,
      admin: url(database),
      host: hostWithPath(folder, ['/usr/lib/postgresql']),
      pgDump: join(folder, 'pg_dump'),
      major: 18,
    });
  });
});
