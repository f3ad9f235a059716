import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type DatabaseDigest, digestDatabase } from '../support/digest.ts';
import type { Major, ProviderName } from '../support/project.ts';
import { loadRich } from '../support/rich.ts';
import { runSql } from '../support/sql.ts';
import { share } from '../support/sweep.ts';
import { onEach, type Place, place } from './databases.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE after_reset (id INTEGER PRIMARY KEY);' };

async function richPlace(major: Major, provider: ProviderName, files: Record<string, string> = {}): Promise<Place> {
  const at = await place(major, provider, { engine: 'wasm', migrations, files });
  await loadRich(provider, at.url);
  return at;
}

/** Types what is asked for, and gives the id of the backup that was made first. */
async function destroy(at: Place, argv: readonly string[], env: Record<string, string> = {}): Promise<string> {
  const terminal = at.terminal('prisma', argv, env);
  await terminal.waitFor('Type DESTROY_DATA to go on');
  expect(at.backups()).toEqual([]);
  terminal.type('DESTROY_DATA');
  terminal.press('enter');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
  const [id = ''] = at.backups();
  expect(terminal.screen()).toMatch(/To go back: npx prisma-interlock undo\s*$/);
  const manifest = JSON.parse(readFileSync(join(at.dir, 'backups', id, 'manifest.json'), 'utf8'));
  expect(manifest).toMatchObject({ id, kind: 'automatic', check: 'verified', target: { label: at.label } });
  expect(at.leftovers()).toEqual([]);
  expect(at.audit()).toMatchObject([
    { event: 'begin', risk: 'destroy', backups: [id] },
    { event: 'end', exit: 0 },
  ]);
  return id;
}

async function restore(at: Place, id: string): Promise<void> {
  const terminal = at.terminal('prisma-interlock', ['restore', id]);
  await terminal.waitFor(`Replace ${at.label}? (y/N)`);
  terminal.type('y');
  terminal.press('enter');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
}

/** PostgreSQL's come with their schema, quoted where the language wants it. */
const namesOf = ({ tables }: DatabaseDigest) =>
  Object.keys(tables)
    .map((name) => name.replace(/^public\./, '').replace(/"/g, ''))
    .sort();

function expectRich(digest: DatabaseDigest): void {
  expect(namesOf(digest)).toContain('Author');
  expect(Object.values(digest.tables).filter(({ rows }) => rows === 3).length).toBeGreaterThan(1);
  expect(digest.objects.length).toBeGreaterThan(5);
}

describe.each(share(onEach([6, 7]), 4))('Prisma $major on $provider', ({ major, provider }) => {
  test('a reset that was asked for happens, and a restore brings back every row and every object', async () => {
    const at = await richPlace(major, provider);
    const before = await digestDatabase(provider, at.url);
    expectRich(before);
    const id = await destroy(at, ['migrate', 'reset', '--force']);
    const after = await digestDatabase(provider, at.url);
    expect(namesOf(after)).toEqual(['_prisma_migrations', 'after_reset']);
    await restore(at, id);
    expect(await digestDatabase(provider, at.url)).toEqual(before);
    expect(at.backups()).toHaveLength(2);
    expect(at.audit().slice(2)).toMatchObject([
      { event: 'begin', program: 'prisma-interlock', restores: id, backups: [at.backups()[1]] },
      { event: 'end', exit: 0 },
    ]);
  });
});

test.each([
  { major: 6, provider: 'postgresql', argv: ['db', 'push', '--force-reset'] },
  { major: 7, provider: 'sqlite', argv: ['db', 'push', '--force-reset'] },
  { major: 7, provider: 'postgresql', argv: ['db', 'push', '--accept-data-loss'] },
] as const)('$argv of Prisma $major on $provider is made good as well', async ({ major, provider, argv }) => {
  const at = await place(major, provider, { engine: 'wasm', models: 'model Pushed {\n  id Int @id\n}\n' });
  await runSql(
    provider,
    at.url,
    `CREATE TABLE "Kept" (id INTEGER PRIMARY KEY, what TEXT); INSERT INTO "Kept" VALUES (1, '📚'), (2, NULL);`,
  );
  const before = await digestDatabase(provider, at.url);
  const id = await destroy(at, argv);
  const after = await digestDatabase(provider, at.url);
  expect(namesOf(after)).toEqual(['Pushed']);
  await restore(at, id);
  expect(await digestDatabase(provider, at.url)).toEqual(before);
});
