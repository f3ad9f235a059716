import { expect, onTestFinished, test } from 'vitest';
import { createHost } from '../../src/host.ts';
import { createLooker } from '../../src/target/look.ts';
import { createTarget } from '../../src/target/target.ts';
import { place } from '../e2e/databases.ts';
import { createMariadbDatabase, createPostgresDatabase } from '../support/servers.ts';
import { runSql, withDatabase } from '../support/sql.ts';

const host = createHost();
const signsOf = async (url: string) =>
  (await createLooker(host).at(createTarget(host, url, 'main', 'a test', '/'))).look?.signs;

const many = Array.from({ length: 1200 }, (_, at) => `(${at})`).join();

test.each([
  ['postgresql', createPostgresDatabase, 'ANALYZE seeded'],
  ['mysql', createMariadbDatabase, 'ANALYZE TABLE seeded'],
] as const)(
  '%s tells rows and size by its statistics; a program beside us that writes is no sign',
  async (provider, create, analyze) => {
    const database = await create();
    onTestFinished(() => database.drop());
    await runSql(provider, database.url, `CREATE TABLE seeded (id int); INSERT INTO seeded VALUES ${many};`);
    await withDatabase(provider, database.url, async (beside) => {
      await beside.run(analyze);
      await beside.run('INSERT INTO seeded VALUES (-1)');
      const signs = await signsOf(database.url);
      expect(signs?.rows).toBeGreaterThan(1000);
      expect(signs?.rows).toBeLessThan(1500);
      expect(signs?.bytes).toBeGreaterThan(10_000);
      expect(signs?.sessions).toBeGreaterThan(0);
      expect(signs?.writtenSecondsAgo).toBeUndefined();
    });
  },
);

test('a database with more rows than the policy says is asked about as staging, and a seeded one is not', async () => {
  for (const [undeclaredRows, name] of [
    [1000, 'staging'],
    [undefined, 'development'],
  ] as const) {
    const policy = JSON.stringify(undeclaredRows === undefined ? {} : { undeclaredRows });
    const at = await place(7, 'postgresql', { files: { 'prisma-interlock.json': policy } });
    await runSql(
      'postgresql',
      at.url,
      `CREATE TABLE seeded (id int); INSERT INTO seeded VALUES ${many}; ANALYZE seeded;`,
    );
    const said = await at.run('prisma-interlock', ['explain', '--json', '--', 'db', 'push']);
    expect(JSON.parse(said.stdout), said.stderr).toMatchObject({ environment: { name } });
  }
});
