/** A team's first day: one committed policy, ten people with a machine and a checkout each, and a pipeline. How often are they asked? */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createPostgresDatabase } from '../support/servers.ts';
import { isWhole, share } from '../support/sweep.ts';
import { type Installed, installedProject } from './installed.ts';

const models = 'model User {\n  id Int @id\n}\n';
const migrations = {
  sqlite: { '20260101000000_init': 'CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY);\n' },
  postgresql: {
    '20260101000000_init': 'CREATE TABLE "User" ("id" INTEGER NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));\n',
  },
} as const;

const team = ['ann', 'bea', 'cem', 'dan', 'eva', 'fay', 'gil', 'hana', 'ivo', 'jo'] as const;
type Name = (typeof team)[number] | 'pipeline';
type Kind = 'sqlite' | 'postgresql';

/** Everybody's, the same file in each checkout. On a server that all share, each has a name of their own. */
const policy = (port: number) => ({
  environments: { 'app@db.internal': 'production', 'app@staging.internal': 'staging' },
  disposable: ['test.db', ...[...team, 'pipeline'].map((name) => `app_test_${name}@localhost:${port}`)],
});

interface Desk {
  readonly at: Installed;
  readonly own: string;
  readonly test: string;
}

/** A machine that has never seen any of it, with a fresh checkout. */
async function sitDown(name: Name, kind: Kind): Promise<Desk> {
  const [own, test, port] =
    kind === 'sqlite' ? (['file:./dev.db', 'file:./test.db', 5432] as const) : await onServer(name);
  const at = installedProject({
    ...{ major: 7, provider: kind, url: own, models, seed: true, engine: 'wasm', migrations: migrations[kind] },
    files: { 'prisma-interlock.json': JSON.stringify(policy(port)) },
  });
  return { at, own, test };
}

async function onServer(name: Name) {
  const own = await createPostgresDatabase({ name: `app_dev_${name}` });
  const test = await createPostgresDatabase({ name: `app_test_${name}` });
  onTestFinished(async () => {
    await own.drop();
    await test.drop();
  });
  return [own.url, test.url, own.port] as const;
}

/** Gives how many questions a line made: 75 is what it ends with where nobody sits. Then it is answered, and has to run. */
async function questionsOf({ at }: Desk, line: string, env: Record<string, string>): Promise<number> {
  const argv = line.split(' ');
  const ran = await at.run('prisma', argv, { env });
  if (ran.exitCode === 0) return 0;
  expect({ line, exit: ran.exitCode }, ran.stderr).toEqual({ line, exit: 75 });
  const terminal = at.terminal('prisma', argv, env);
  await terminal.waitFor('Type DESTROY_DATA to go on', 40_000);
  terminal.type('DESTROY_DATA\r');
  expect((await terminal.ended(60_000)).exitCode, terminal.screen()).toBe(0);
  return terminal.screen().match(/to go on:|\(y\/N\)/g)?.length ?? 0;
}

const onTest = isWhole
  ? ['migrate deploy', 'db push', 'db seed', 'migrate reset --force']
  : ['db push', 'migrate reset --force'];

async function workADay(desk: Desk): Promise<number> {
  const { at, own, test } = desk;
  let questions = 0;
  const type = async (url: string, line: string) => {
    questions += await questionsOf(desk, line, { DATABASE_URL: url });
  };
  await type(own, 'migrate deploy');
  await type(own, 'db seed');
  appendFileSync(join(at.dir, 'prisma/schema.prisma'), '\nmodel Post {\n  id Int @id\n}\n');
  await type(own, 'migrate dev --name posts');
  if (isWhole) await type(own, 'db push');
  for (const line of onTest) await type(test, line);
  await type(own, 'migrate reset --force');
  return questions;
}

const desks = team.map((name, index) => [name, index % 2 === 0 ? 'sqlite' : 'postgresql'] as const);

describe('a first day with a committed policy', () => {
  // Every ninth: the first and the last, one of each kind.
  test.each(share(desks, 9))(
    'has at most one question for %s, on %s',
    async (name, kind) => {
      expect(await workADay(await sitDown(name, kind))).toBeLessThanOrEqual(1);
    },
    240_000,
  );

  test.each(['sqlite', 'postgresql'] as const)('has none in the pipeline, on %s, nor on its next run', async (kind) => {
    const desk = await sitDown('pipeline', kind);
    for (const run of isWhole ? ['first', 'second'] : ['first']) {
      // Each on a machine of its own.
      const env = { DATABASE_URL: desk.test, CI: 'true', TEST_HOME: join(desk.at.dir, '.home', run) };
      for (const line of onTest) {
        const ran = await desk.at.run('prisma', line.split(' '), { env });
        expect({ run, line, exit: ran.exitCode }, ran.stderr).toEqual({ run, line, exit: 0 });
      }
    }
    expect(desk.at.backups()).toEqual([]);
  });
});
