import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { runSql } from '../support/sql.ts';
import { oneOf } from '../support/sweep.ts';
import { describeCalls, isMutating } from '../support/tripwire.ts';
import { gated } from './behind-gate.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE "Post" (id INTEGER PRIMARY KEY);' };
const files = { 'script.sql': 'DROP TABLE "User"' };
const production = { NODE_ENV: 'production' };
const lines = [
  'db push --force-reset',
  'db push --accept-data-loss',
  'db push',
  'migrate reset --force',
  'migrate deploy',
  'migrate resolve --applied 20260101000000_init',
];

describe.each(oneOf([7, 5, 6] as const, 0))('Prisma %i past the shim, in production', (major) => {
  const execute =
    major === 7 ? 'db execute --file script.sql' : 'db execute --file script.sql --schema prisma/schema.prisma';

  test('gets nothing to its engine that changes a database', async () => {
    const at = await gated(major, 'sqlite', { migrations, files });
    await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER)');
    for (const line of [...lines, execute]) {
      const ran = await at.bare(line.split(' '), production);
      expect(ran.exitCode, line).toBe(1);
      expect(ran.stderr, line).toMatch(/prisma-interlock\[(blocked|approval-needed)\]/);
      expect(ran.stderr, line).toContain('it did not reach the');
      expect(ran.stderr, line).toContain(at.label);
      expect(ran.stdout, line).not.toContain('prisma-interlock');
    }
    expect(isMutating(at.calls())).toBe(false);
    expect(at.backups()).toEqual([]);
    expect(at.audit().map(({ event }) => event)).toEqual(Array(7).fill('refused'));
  });

  test('reads as it would without us', async () => {
    const at = await gated(major, 'sqlite', { migrations });
    await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER)');
    for (const line of [
      'migrate status',
      'validate',
      'db pull --print',
      'migrate diff --from-empty --to-schema-datamodel prisma/schema.prisma',
    ]) {
      const argv = (major === 7 ? line.replace('--to-schema-datamodel', '--to-schema') : line).split(' ');
      const ours = await at.bare(argv, production);
      const alone = await at.prisma(argv, { env: production });
      expect(ours, line).toEqual(alone);
    }
    expect(at.audit()).toEqual([]);
  });
});

describe('the database that the engine is given', () => {
  const prod = 'postgresql://app:pw@127.0.0.1:1/shop_production';
  const dev = 'postgresql://app:pw@127.0.0.1:1/shop';

  test.each(oneOf([5, 6] as const, 0))('is the directUrl of Prisma %i, and not its url', async (major) => {
    const at = await gated(major, 'sqlite', { provider: 'postgresql', url: dev, directUrl: prod });
    const ran = await at.bare(['db', 'push']);
    expect(ran.stderr).toContain('shop_production@localhost:1');
    expect(isMutating(at.calls())).toBe(false);
  });

  test.each(oneOf([5, 6] as const, 1))('is the --url of db execute of Prisma %i', async (major) => {
    const at = await gated(major, 'sqlite', { provider: 'postgresql', url: dev, files });
    const ran = await at.bare(['db', 'execute', '--file', 'script.sql', '--url', prod]);
    expect(ran.stderr).toContain('blocked');
    expect(ran.stderr).toContain('shop_production@localhost:1');
    expect(isMutating(at.calls())).toBe(false);
  });

  test('is the --url of a push of Prisma 7', async () => {
    const at = await gated(7, 'sqlite', { provider: 'postgresql', url: dev });
    const ran = await at.bare(['db', 'push', '--force-reset', '--url', prod]);
    expect(ran.stderr).toContain('shop_production@localhost:1');
    expect(isMutating(at.calls())).toBe(false);
  });

  test('may be in the last of several schema files', async () => {
    const at = await gated(6, 'sqlite', {
      files: {
        'prisma/schema.prisma': 'model User {\n  id Int @id\n}\n',
        'prisma/z-datasource.prisma': `datasource db {\n  provider = "postgresql"\n  url = ${JSON.stringify(prod)}\n}\n`,
      },
    });
    const ran = await at.bare(['db', 'push', '--schema', 'prisma']);
    expect(ran.stderr).toContain('shop_production@localhost:1');
    expect(isMutating(at.calls())).toBe(false);
  });

  test.each(oneOf([6, 7] as const, 1))('may be the shadow of Prisma %i, which a diff empties', async (major) => {
    const at = await gated(major, 'sqlite', { provider: 'postgresql', url: dev, shadowUrl: prod, migrations });
    const argv = major === 7 ? ['--to-schema'] : ['--shadow-database-url', prod, '--to-schema-datamodel'];
    const ran = await at.bare([
      'migrate',
      'diff',
      '--from-migrations',
      'prisma/migrations',
      ...argv,
      'prisma/schema.prisma',
    ]);
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain('blocked');
    expect(ran.stderr).toContain('shop_production@localhost:1');
    expect(isMutating(at.calls())).toBe(false);
  });

  test('that is its own shadow is not emptied in development either', async () => {
    const at = await gated(7, 'sqlite', {
      provider: 'postgresql',
      url: dev,
      shadowUrl: dev.replace('127.0.0.1', 'LOCALHOST'),
      migrations,
    });
    const ran = await at.bare(['migrate', 'dev', '--name', 'x']);
    expect(ran.stderr.replace(/\s+/g, ' ')).toContain('The shadow database is the database itself');
    expect(describeCalls(at.calls())).toEqual(['can-connect-to-database']);
  });

  test.each([
    ['a main one that cannot be read', { url: 'nonsense', shadowDatabaseUrl: prod }],
    ['a shadow that cannot be read', { url: dev, shadowDatabaseUrl: 'nonsense' }],
  ])('is judged with %s before a shadow is emptied', async (_, datasource) => {
    const at = await gated(7, 'sqlite');
    const diff = {
      id: 1,
      jsonrpc: '2.0',
      method: 'diff',
      params: { from: { tag: 'migrations' }, to: { tag: 'empty' } },
    };
    const ran = await run(at.gate, ['--datasource', JSON.stringify(datasource)], {
      cwd: at.dir,
      env: { ...at.env, PRISMA_INTERLOCK_ENGINE: at.env['PRISMA_SCHEMA_ENGINE_BINARY'] ?? '' },
      input: `${JSON.stringify(diff)}\n`,
    });
    expect(ran.stdout).toContain('prisma-interlock[blocked]');
    expect(at.calls()).toEqual([]);
  });

  test('is unknown, and judged as production, where its variable is not set', async () => {
    const at = await gated(6, 'sqlite', {
      files: { 'prisma/schema.prisma': 'datasource db {\n  provider = "sqlite"\n  url = env("NOT_SET_HERE")\n}\n' },
    });
    const ran = await at.bare(['db', 'push']);
    expect(ran.exitCode).toBe(1);
    expect(isMutating(at.calls())).toBe(false);
  });
});

test('no variable leads the gate to another policy than the one of the project', async () => {
  const at = await gated(7, 'sqlite', {
    files: { 'prisma-interlock.json': '{ "environments": { "dev.db": "production" } }' },
  });
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER)');
  const lax = join(at.dir, '.home', 'lax');
  mkdirSync(lax);
  writeFileSync(join(lax, 'prisma-interlock.json'), JSON.stringify({ disposable: ['dev.db', join(at.dir, 'dev.db')] }));
  const ran = await at.bare(['db', 'push', '--force-reset'], { PRISMA_INTERLOCK_CWD: lax });
  expect(ran.exitCode).toBe(1);
  expect(ran.stderr).toContain('Its owners say that dev.db is production.');
  expect(isMutating(at.calls())).toBe(false);
});

test('a policy that cannot be read holds every call', async () => {
  const at = await gated(7, 'sqlite', { files: { 'prisma-interlock.json': '{ "enviroments": {} }' } });
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER)');
  const ran = await at.bare(['db', 'push']);
  expect(ran.exitCode).toBe(1);
  expect(ran.stderr).toContain('prisma-interlock[policy-invalid]');
  expect(isMutating(at.calls())).toBe(false);
});
