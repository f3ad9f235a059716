import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestDatabase } from '../support/digest.ts';
import { queryRows, runSql } from '../support/sql.ts';
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
