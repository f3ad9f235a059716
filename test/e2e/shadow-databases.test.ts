import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { behindGate } from '../gate/behind-gate.ts';
import { startPostgres } from '../support/postgres.ts';
import { createPostgresDatabase } from '../support/servers.ts';
import { queryRows, runSql } from '../support/sql.ts';
import { oneOf } from '../support/sweep.ts';
import { place } from './databases.ts';
import { installedProject } from './installed.ts';

const migrations = {
  '20260101000000_init': `CREATE TABLE "Role" ("id" INTEGER NOT NULL, CONSTRAINT "Role_pkey" PRIMARY KEY ("id"));
INSERT INTO "Role" VALUES (1), (2);
CREATE TABLE "User" ("id" SERIAL NOT NULL, "email" TEXT NOT NULL, "name" TEXT, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");`,
};
const models = `model Role {
  id Int @id
}

model User {
  id    Int     @id @default(autoincrement())
  email String  @unique
  name  String?
}
`;
const users = `CREATE TABLE "User" (id int); INSERT INTO "User" SELECT generate_series(1, 25);`;
const rowsOf = async (url: string, table = 'User') =>
  Number((await queryRows('postgresql', url, `SELECT count(*) AS n FROM "${table}"`))[0]?.['n']);

/** Prisma 6 or 7 on PostgreSQL, with another database as its shadow. */
async function withShadow(major: 6 | 7, policy?: (shadow: string) => object) {
  const shadow = await createPostgresDatabase();
  onTestFinished(() => shadow.drop());
  const label = `${shadow.name}@localhost:${shadow.port}`;
  const files = policy ? { 'prisma-interlock.json': JSON.stringify(policy(label)) } : {};
  const more = { engine: 'wasm', migrations, models, shadowUrl: shadow.url, files } as const;
  return { ...(await place(major, 'postgresql', more)), shadow, shadowLabel: label };
}

const createOnly = ['migrate', 'dev', '--create-only', '--name', 'more'];
const drift = (major: 6 | 7, shadow: string) => [
  ...['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--exit-code'],
  ...(major === 7
    ? ['--to-schema', 'prisma/schema.prisma']
    : ['--to-schema-datamodel', 'prisma/schema.prisma', '--shadow-database-url', shadow]),
];

describe.each(oneOf([6, 7] as const, 1))('a shadow database of Prisma %i', (major) => {
  test('that is empty, or holds what the migrations write, makes no question: not for a drift check, not in CI', async () => {
    const at = await withShadow(major);
    for (const env of [{ CI: 'true' }, { NODE_ENV: 'production' }, { CLAUDECODE: '1' }]) {
      const ran = await at.run('prisma', drift(major, at.shadow.url), { env });
      expect(ran.exitCode, ran.stderr).toBe(0);
      // On a slow machine it says what it waits for, which asks nothing.
      expect(ran.stderr.replace(/^prisma-interlock\[waiting\]: .*\n/gm, '')).not.toContain('prisma-interlock');
      expect(await rowsOf(at.shadow.url, 'Role')).toBe(2);
    }
    expect(at.backups()).toEqual([]);
  });

  test('that holds rows is not emptied by a line that nobody is asked about', async () => {
    const at = await withShadow(major);
    await runSql('postgresql', at.shadow.url, users);
    const gate = behindGate(at);
    for (const argv of [createOnly, drift(major, at.shadow.url)]) {
      for (const env of [
        { CLAUDECODE: '1' },
        { CI: 'true', PRISMA_INTERLOCK_CONFIRM: `${at.label},${at.shadowLabel}` },
      ]) {
        const ran = await at.run('prisma', argv, { env });
        expect(ran.exitCode, ran.stderr).toBe(75);
        expect(ran.stderr.replace(/\s+/g, ' ')).toContain(
          `${at.shadowLabel} holds rows, in User, and would be emptied`,
        );
        expect((await gate.bare(argv, env)).exitCode).toBe(1);
        expect(await rowsOf(at.shadow.url)).toBe(25);
      }
    }
    const said = await at.run('prisma-interlock', ['explain', '--json', '--', ...createOnly]);
    expect(JSON.parse(said.stdout)).toMatchObject({
      risk: 'destroy',
      decision: { verdict: 'confirm', confirm: 'phrase' },
    });
  });
});

test('a filled shadow database goes only after a person has typed that, and leaves a backup whatever its size', async () => {
  const at = await withShadow(7, () => ({ backup: { cheapBytes: 9_000_000 } }));
  const large = `CREATE TABLE "Large" AS SELECT i, md5(i::text) AS text FROM generate_series(1, 60000) AS i;`;
  await runSql('postgresql', at.shadow.url, `${users} ${large}`);
  const terminal = at.terminal('prisma', createOnly);
  await terminal.waitFor('Type DESTROY_DATA to go on');
  terminal.type('DESTROY_DATA');
  terminal.press('enter');
  expect((await terminal.ended()).exitCode, terminal.screen()).toBe(0);
  expect(terminal.screen().match(/This command destroys data\./g)).toHaveLength(1);
  expect(await rowsOf(at.shadow.url)).toBe(0);
  const labels = at.backups().map((id) => {
    const manifest = readFileSync(join(at.dir, 'backups', id, 'manifest.json'), 'utf8');
    return (JSON.parse(manifest) as { target: { label: string } }).target.label;
  });
  expect(labels).toContain(at.shadowLabel);
});

test('one that is declared production is refused, whoever asks and whatever CI confirms, also while it is empty', async () => {
  const at = await withShadow(7, (label) => ({ environments: { [label]: 'production' } }));
  const env = { CI: 'true', PRISMA_INTERLOCK_CONFIRM: `${at.label},${at.shadowLabel}` };
  for (const fill of ['', users]) {
    if (fill) await runSql('postgresql', at.shadow.url, fill);
    for (const argv of [createOnly, drift(7, at.shadow.url)]) {
      const ran = await at.run('prisma', argv, { env });
      expect(ran.exitCode, ran.stderr).toBe(77);
      expect(ran.stderr).toContain('no shadow database');
    }
  }
  expect(await rowsOf(at.shadow.url)).toBe(25);
});

test("the project's own database is refused as its shadow, also by a socket", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'socket-'));
  chmodSync(folder, 0o777);
  const server = await startPostgres(undefined, { settings: [`unix_socket_directories=${folder}`] });
  onTestFinished(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const { user, password, port } = server.info;
  const url = `postgresql://${user}:${password}@127.0.0.1:${port}/app`;
  await runSql('postgresql', url.replace(/app$/, 'postgres'), 'CREATE DATABASE app');
  await runSql('postgresql', url, users);
  for (const shadowUrl of [
    `${url.replace('127.0.0.1', 'localhost')}?host=${folder}`,
    url.replace('127.0.0.1', 'LOCALHOST'),
  ]) {
    const at = installedProject({
      major: 7,
      provider: 'postgresql',
      url,
      shadowUrl,
      migrations,
      models,
      engine: 'wasm',
    });
    for (const env of [{}, { CLAUDECODE: '1' }]) {
      const ran = await at.run('prisma', createOnly, { env });
      expect(ran.exitCode, ran.stderr).toBe(77);
      expect(ran.stderr.replace(/\s+/g, ' ')).toContain('The shadow database is the database itself');
    }
  }
  expect(await rowsOf(url)).toBe(25);
});
