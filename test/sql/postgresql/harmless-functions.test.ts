import pg from 'pg';
import { expect, test } from 'vitest';
import { computing, isHarmless, ofExtensions, volatile } from '../../../src/sql/postgresql/harmless-functions.ts';
import { createPostgresDatabase } from '../../support/servers.ts';

/** Volatile to the server for another reason than that they write: the time of day, the text of the query. */
const onlyLooking = ['clock_timestamp', 'current_query'];

test('what is listed as merely computing writes nothing, by the word of the server itself', async () => {
  const database = await createPostgresDatabase();
  const client = new pg.Client(database.url);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; volatile: boolean }>(
      `SELECT proname AS name, bool_or(provolatile = 'v') AS volatile FROM pg_proc
        WHERE pronamespace = 'pg_catalog'::regnamespace GROUP BY 1`,
    );
    const known = new Map(rows.map((row) => [row.name, row.volatile]));
    expect(computing.filter((name) => known.get(name) && !onlyLooking.includes(name))).toEqual([]);
    // A list of names that no server has would hold no mistake either.
    expect(computing.filter((name) => known.get(name) === false).length).toBeGreaterThan(350);
    expect(volatile.filter((name) => known.get(name) === false)).toEqual([]);
  } finally {
    await client.end();
    await database.drop();
  }
});

test('a function of that name in a schema of its own is another one, and no list names one twice', () => {
  expect(isHarmless(['lower'])).toBe(true);
  expect(isHarmless(['pg_catalog', 'lower'])).toBe(true);
  expect(isHarmless(['app', 'lower'])).toBe(false);
  expect(isHarmless(['extensions', 'uuid_generate_v4'])).toBe(true);
  const all = [...computing, ...volatile, ...ofExtensions];
  expect(all.filter((name, at) => all.indexOf(name) !== at)).toEqual([]);
});
