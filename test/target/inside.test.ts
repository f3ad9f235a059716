/** What is counted of what SQL would take away, on each kind of database. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Holder } from '../../src/databases/holder.ts';
import { createHost } from '../../src/host.ts';
import { type Inside, openInside } from '../../src/target/inside.ts';
import { createTarget } from '../../src/target/target.ts';
import type { ProviderName } from '../support/project.ts';
import { createMariadbDatabase, createPostgresDatabase } from '../support/servers.ts';
import { runSql } from '../support/sql.ts';

const host = createHost();

async function urlOf(provider: ProviderName): Promise<string> {
  if (provider === 'sqlite') {
    const folder = mkdtempSync(join(tmpdir(), 'counts-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return `file:${join(folder, 'app.db')}`;
  }
  const database = await (provider === 'mysql' ? createMariadbDatabase() : createPostgresDatabase());
  onTestFinished(() => database.drop());
  return database.url;
}

async function inside(provider: ProviderName, url: string): Promise<Inside> {
  const opened = await openInside(host, createTarget(host, url, 'main', 'a test', '/'));
  if (opened === undefined) throw new Error(`nobody reads ${provider}`);
  onTestFinished(() => opened.close());
  return opened;
}

const held = (name: string, columns?: readonly string[], more: Partial<Holder> = {}): Holder => ({
  name: [name],
  columns,
  isWritten: false,
  isHasty: false,
  ...more,
});

test.each(['sqlite', 'postgresql', 'mysql'] as const)(
  'rows of %s, values of columns, and what is not there',
  async (provider) => {
    const url = await urlOf(provider);
    await runSql(
      provider,
      url,
      "CREATE TABLE kept (id INT, a VARCHAR(9), b VARCHAR(9)); INSERT INTO kept VALUES (1, 'x', NULL), (2, NULL, 'y'), (3, NULL, NULL); CREATE TABLE bare (id INT)",
    );
    const at = await inside(provider, url);
    expect(await at.count(held('kept'))).toEqual({ rows: 3 });
    expect(await at.count(held('kept', ['a']))).toEqual({ rows: 1 });
    expect(await at.count(held('kept', ['a', 'b', 'gone']))).toEqual({ rows: 2 });
    expect(await at.count(held('kept', ['gone']))).toEqual({ rows: 0 });
    expect(await at.count(held('bare'))).toEqual({ rows: 0 });
    expect(await at.count(held('gone'))).toEqual({ rows: 0 });
    expect(await at.applied()).toBeUndefined();
  },
);

test('where no time is left the estimate of the server is told as one, and none is made up', async () => {
  const url = await urlOf('postgresql');
  await runSql(
    'postgresql',
    url,
    'CREATE TABLE kept AS SELECT i FROM generate_series(1, 500) i; ANALYZE kept; CREATE TABLE fresh (i int)',
  );
  const at = await inside('postgresql', url);
  expect(await at.count(held('kept', undefined, { isHasty: true }))).toEqual({ rows: 500, isEstimate: true });
  expect(await at.count(held('fresh', undefined, { isHasty: true }))).toEqual({ rows: undefined });
});

test('what row security hides, or a trigger of the statement may do, is not taken for empty', async () => {
  const database = await createPostgresDatabase();
  onTestFinished(() => database.drop());
  await runSql(
    'postgresql',
    database.url,
    `CREATE TABLE secret (i int); INSERT INTO secret VALUES (1); ALTER TABLE secret ENABLE ROW LEVEL SECURITY;
    CREATE TABLE watched (i int);
    CREATE FUNCTION away() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN DELETE FROM secret; RETURN NULL; END';
    CREATE TRIGGER away AFTER DELETE ON watched FOR EACH STATEMENT EXECUTE FUNCTION away();
    ALTER TABLE secret FORCE ROW LEVEL SECURITY`,
  );
  const at = await inside('postgresql', database.url);
  expect(await at.count(held('watched', undefined, { isWritten: true }))).toEqual({ rows: undefined });
  expect(await at.count(held('watched'))).toEqual({ rows: 0 });
  expect(await at.count(held('secret'))).toEqual({ rows: undefined });
});

test.each(['sqlite', 'postgresql', 'mysql'] as const)(
  'what a table of %s is made of, how fresh it is, and what goes with its rows',
  async (provider) => {
    const url = await urlOf(provider);
    const [id, time] = provider === 'mysql' ? ['INT', 'DATETIME'] : ['INTEGER', 'TIMESTAMP'];
    const child = (name: string, parent: string, deed: string) =>
      `CREATE TABLE ${name} (id ${id} PRIMARY KEY, of_id ${id}, FOREIGN KEY (of_id) REFERENCES ${parent} (id) ON DELETE ${deed});`;
    await runSql(
      provider,
      url,
      `CREATE TABLE kept (id ${id} PRIMARY KEY, email VARCHAR(99) NOT NULL, created_at ${time});
      CREATE UNIQUE INDEX by_email ON kept (email); CREATE INDEX by_both ON kept (created_at, email);
      ${child('near', 'kept', 'CASCADE')} ${child('far', 'near', 'CASCADE')} ${child('aside', 'kept', 'SET NULL')}
      INSERT INTO kept VALUES (1, 'a', '2026-01-02 10:00:00'), (2, 'b', '2026-01-03 11:00:00');
      INSERT INTO near VALUES (1, 1); CREATE TABLE timeless (a VARCHAR(9))`,
    );
    const at = await inside(provider, url);
    const shape = await at.shape(['kept']);
    expect(shape?.columns.map(({ name }) => name)).toEqual(['id', 'email', 'created_at']);
    expect(shape?.keys).toEqual(
      expect.arrayContaining([
        { name: 'by_email', columns: ['email'], kind: 'unique' },
        { name: 'by_both', columns: ['created_at', 'email'], kind: 'plain' },
      ]),
    );
    expect(await at.shape(['gone'])).toBeUndefined();
    expect(await at.newest(['kept'], undefined)).toMatch(/^created_at 2026-01-03 11:00:00/);
    expect(await at.newest(['timeless'], 0)).toBeUndefined();
    if (provider !== 'sqlite') expect(await at.newest(['near'], undefined)).toBe('id 1');
    const deleted = await at.facts(['kept'], { deed: 'removes rows', cascades: false });
    // What goes along on SQLite is in its schema, and is read with the script.
    expect([...deleted.along].sort()).toEqual(provider === 'sqlite' ? [] : [['far'], ['near']]);
    if (provider !== 'sqlite') expect(deleted.bytes).toBeGreaterThan(8000);
    expect((await at.facts(['kept'], { deed: 'removes', cascades: true })).along).toEqual([]);
    if (provider !== 'postgresql') return;
    const truncated = await at.facts(['kept'], { deed: 'removes rows', cascades: true });
    expect(truncated.along).toEqual([['aside'], ['far'], ['near']]);
  },
);
