import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestDatabase } from '../support/digest.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { share } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';

const contract = (fields: string) => `model User {\n  id Int @id\n  ${fields}\n}\n`;
const columns = "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'User' ORDER BY 1";

async function prisma(at: Place, line: string, env: Record<string, string> = {}) {
  return at.run('prisma', line.split(' '), { env });
}

test('a change of Prisma 8 is backed up, and one that drops a column is asked for and made good', async () => {
  const at = await place(8, 'postgresql', { models: contract('email String') });
  expect((await prisma(at, 'contract emit')).exitCode).toBe(0);
  expect(at.audit()).toEqual([]);

  for (const [env, exitCode] of [
    [{ NODE_ENV: 'production' }, 75],
    [{ CLAUDECODE: '1', NODE_ENV: 'staging' }, 75],
  ] as const) {
    expect(await prisma(at, 'db init', env)).toMatchObject({ exitCode, stdout: '' });
  }
  const init = await prisma(at, 'db init');
  expect(init.exitCode, init.stderr + init.stdout).toBe(0);
  expect(at.backups()).toHaveLength(1);
  expect(at.audit().slice(-2)).toMatchObject([
    { event: 'begin', backups: at.backups() },
    { event: 'end', exit: 0 },
  ]);
  await runSql('postgresql', at.url, `INSERT INTO "User" VALUES ('a@example.com', 1), ('ß🎻', 2)`);
  const before = await digestDatabase('postgresql', at.url);

  writeFileSync(join(at.dir, 'src/prisma/contract.prisma'), `// use prisma-8\n${contract('name String?')}`);
  const emitted = await prisma(at, 'contract emit');
  expect(emitted.exitCode, emitted.stdout + emitted.stderr).toBe(0);
  const name = new URL(at.url).pathname.slice(1);
  const drop = `db update --confirm ${name}`;
  expect(await prisma(at, drop, { NODE_ENV: 'production' })).toMatchObject({ exitCode: 77, stdout: '' });
  expect(await prisma(at, drop)).toMatchObject({ exitCode: 75, stdout: '' });
  expect(await digestDatabase('postgresql', at.url)).toEqual(before);

  const terminal = at.terminal('prisma', drop.split(' '));
  await terminal.waitFor('Type DESTROY_DATA to go on');
  terminal.type('DESTROY_DATA\r');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
  expect(await queryRows('postgresql', at.url, columns)).toEqual([{ name: 'id' }, { name: 'name' }]);

  const restoring = at.terminal('prisma-interlock', ['restore', at.backups().at(-1) ?? '']);
  await restoring.waitFor(`Replace ${at.label}? (y/N)`);
  restoring.type('y\r');
  expect((await restoring.ended(60_000)).exitCode, restoring.screen()).toBe(0);
  expect(await digestDatabase('postgresql', at.url)).toEqual(before);
});

test('the operations of pending migrations of Prisma 8 are read, and judged by what they would take away', async () => {
  const at = await place(8, 'postgresql', { models: contract('email String?') });
  const plan = async (fields: string, name: string) => {
    writeFileSync(join(at.dir, 'src/prisma/contract.prisma'), `// use prisma-8\n${contract(fields)}`);
    for (const argv of [
      ['contract', 'emit'],
      ['migration', 'plan', '--name', name],
    ]) {
      const { exitCode, stdout, stderr } = await at.prisma(argv);
      expect(exitCode, stdout + stderr).toBe(0);
    }
    const folder = join(at.dir, 'migrations/app');
    return join(folder, readdirSync(folder).find((each) => each.endsWith(name)) ?? '', 'ops.json');
  };
  const pipeline = { NODE_ENV: 'production', CI: '1', PRISMA_INTERLOCK_CONFIRM: at.label };
  const migrate = 'db migrate --advance-ref db';

  await plan('email String?', 'first');
  const added = await prisma(at, migrate, pipeline);
  expect(added.exitCode, added.stderr + added.stdout).toBe(0);
  expect(at.backups()).toHaveLength(1);
  await runSql('postgresql', at.url, `INSERT INTO "User" (id, email) VALUES (1, 'a@example.com'), (2, 'b'), (3, NULL)`);
  const before = await digestDatabase('postgresql', at.url);

  const operations = await plan('name String?', 'second');
  const lost =
    /column public\.User\.email \(\d+T\d+_second: Drop column "email" from "User"\): 2 rows with a value there/;
  const explained = await at.run('prisma-interlock', ['explain', '--', 'db', 'migrate']);
  expect(explained.stdout.replace(/\s+/g, ' ')).toMatch(lost);
  const refused = await prisma(at, migrate, pipeline);
  expect(refused.exitCode, refused.stderr).toBe(75);
  expect(refused.stderr.replace(/\s+/g, ' ')).toMatch(lost);

  const text = readFileSync(operations, 'utf8');
  const swapped = at.terminal('prisma', migrate.split(' '));
  await swapped.waitFor('Type DESTROY_DATA to go on', 60_000);
  writeFileSync(operations, text.replace('DROP COLUMN \\"email\\"', 'DROP COLUMN \\"id\\"'));
  swapped.type('DESTROY_DATA\r');
  await swapped.ended(60_000);
  expect(swapped.screen()).toContain('prisma-interlock[sql-changed]');
  expect(await digestDatabase('postgresql', at.url)).toEqual(before);

  // What is no SQL may do anything, and what reaches another server takes from nobody knows whom.
  const unseen = ['"sql": 1', `"sql": "SELECT dblink_exec('dbname=other', 'DROP TABLE x')"`];
  for (const step of share(unseen, 2)) {
    writeFileSync(
      operations,
      text.replace(/"execute": \[\s*\{/, (found) => `${found} ${step} }, {`),
    );
    const unread = await prisma(at, migrate, pipeline);
    expect(unread.exitCode, unread.stderr).toBe(77);
    expect(unread.stderr).toContain('with every drop in them');
  }
  writeFileSync(operations, text);

  const terminal = at.terminal('prisma', migrate.split(' '));
  await terminal.waitFor('Type DESTROY_DATA to go on', 60_000);
  terminal.type('DESTROY_DATA\r');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
  expect(await queryRows('postgresql', at.url, columns)).toEqual([{ name: 'id' }, { name: 'name' }]);

  const again = await prisma(at, migrate, { NODE_ENV: 'production' });
  expect(again.exitCode, again.stderr + again.stdout).toBe(0);
});
