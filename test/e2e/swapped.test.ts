/** A database in whose place our own restore has put a copy, under another number: what was known of it is known of the copy. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { asked, folder, machine, rows } from '../pipeline/asked.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { type Place, place } from './databases.ts';

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const row = 'any: our own restore put a copy in its place';
const kept = 'CREATE TABLE kept (id INTEGER PRIMARY KEY); INSERT INTO kept VALUES (1);';

async function restored(at: Place, provider: 'postgresql' | 'sqlite'): Promise<void> {
  const made = await at.run('prisma-interlock', ['backup']);
  expect(made.exitCode, made.stderr).toBe(0);
  await runSql(provider, at.url, 'INSERT INTO kept VALUES (2)');
  const terminal = at.terminal('prisma-interlock', ['restore', 'latest']);
  await terminal.waitFor('(y/N)', 40_000);
  terminal.type('y\r');
  await terminal.waitFor(`Type ${at.label} to go on`);
  terminal.type(`${at.label}\r`);
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
  expect(await queryRows(provider, at.url, 'SELECT count(*) AS n FROM kept')).toEqual([
    { n: provider === 'sqlite' ? 1n : '1' },
  ]);
}

test.each([
  { major: 7, provider: 'postgresql' },
  { major: 6, provider: 'sqlite' },
] as const)(
  '$provider: is production as before, where a policy had said so and where it was stamped',
  async ({ major, provider }) => {
    const told = await place(major, provider, { engine: 'wasm' });
    await runSql(provider, told.url, kept);
    const policy = join(told.dir, 'prisma-interlock.json');
    writeFileSync(policy, JSON.stringify({ environments: { [told.label]: 'production' } }));
    expect((await told.run('prisma', ['migrate', 'reset', '--force'])).exitCode).toBe(77);
    await restored(told, provider);
    rmSync(policy);

    const stamped = await place(major, provider, { engine: 'wasm' });
    await runSql(provider, stamped.url, kept);
    expect((await stamped.run('prisma-interlock', ['stamp', 'production'])).exitCode).toBe(0);
    await restored(stamped, provider);

    const found = [await asked(machine(told.env['TEST_HOME']), told.url), await asked(machine(), stamped.url)];
    expect(found).toEqual(rows.get(row));
  },
);
