/** A stamp is outside of what Prisma sees: no command of its takes it for drift, puts it into a schema, or drops it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runSql } from '../support/sql.ts';
import { share } from '../support/sweep.ts';
import { type Place, place } from './databases.ts';

const models = 'model User {\n  id    Int    @id @default(autoincrement())\n  email String\n}\n';

const manySchemas = `datasource db {
  provider = "postgresql"
  schemas  = ["public", "billing"]
}

model User {
  id Int @id

  @@schema("public")
}

model Bill {
  id Int @id

  @@schema("billing")
}
`;

/** The real CLI, with nothing of ours before it. */
async function bare(at: Place, line: string): Promise<string> {
  const { exitCode, stdout, stderr } = await at.prisma(line.split(' '));
  expect({ line, exitCode }, stdout + stderr).toEqual({ line, exitCode: 0 });
  return stdout + stderr;
}

async function stampOf(at: Place): Promise<unknown> {
  const { stdout } = await at.run('prisma-interlock', ['stamp', '--json']);
  return JSON.parse(stdout);
}

const diffs = {
  6: 'migrate diff --from-schema-datasource prisma/schema.prisma --to-schema-datamodel prisma/schema.prisma --exit-code',
  7: 'migrate diff --from-config-datasource --to-schema prisma/schema.prisma --exit-code',
};

const cases = [
  { major: 7, provider: 'sqlite' },
  { major: 6, provider: 'postgresql' },
  { major: 7, provider: 'postgresql', schemas: 'many' },
] as const;

test.each(share(cases, 3))('by Prisma $major on $provider', async ({ major, provider, ...more }) => {
  const files = 'schemas' in more ? { 'prisma/schema.prisma': manySchemas } : {};
  const at = await place(major, provider, { engine: 'wasm', models, files });
  if ('schemas' in more) await runSql('postgresql', at.url, 'CREATE SCHEMA billing');
  await bare(at, 'db push');
  expect((await at.run('prisma-interlock', ['stamp', 'production'])).exitCode).toBe(0);
  const stamped = await stampOf(at);
  expect(stamped).toMatchObject({ standing: 'own', stamp: 'production' });

  const inSync = await bare(at, 'db push');
  expect(inSync).toContain('already in sync');
  await bare(at, diffs[major]);
  expect(await bare(at, 'db pull --print')).not.toContain('interlock');
  await bare(at, 'db push --force-reset');
  expect(await stampOf(at)).toEqual(stamped);
  if ('schemas' in more) return;
  await bare(at, 'migrate reset --force');
  await bare(at, 'migrate dev --name first');
  expect(await bare(at, 'migrate dev --name second')).toMatch(/[Aa]lready in sync/);
  expect(await stampOf(at)).toEqual(stamped);
  expect(readFileSync(join(at.dir, 'prisma/schema.prisma'), 'utf8')).not.toContain('interlock');
});

test('by Prisma 8', async () => {
  const at = await place(8, 'postgresql', { models: 'model User {\n  id Int @id\n  email String\n}\n' });
  await bare(at, 'contract emit');
  await bare(at, 'db init');
  expect((await at.run('prisma-interlock', ['stamp', 'production'])).exitCode).toBe(0);
  const stamped = await stampOf(at);
  expect(stamped).toMatchObject({ standing: 'own', stamp: 'production' });
  await bare(at, 'db verify');
  await bare(at, 'db update');
  await bare(at, 'db verify');
  expect(await stampOf(at)).toEqual(stamped);
});
