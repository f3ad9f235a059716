/** Where no URL is there, a guarded line ends as Prisma ends it: its own words, its own exit code, and nothing of ours. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run } from '../support/run.ts';
import { share } from '../support/sweep.ts';
import { installedProject } from './installed.ts';

const models = 'model User {\n  id Int @id\n}\n';
const schemaOf = (lines: string) => `datasource db {\n  provider = "sqlite"\n${lines}}\n\n${models}`;
const migrations = { '20260101000000_init': 'CREATE TABLE "User" ("id" INTEGER NOT NULL PRIMARY KEY);\n' };
const config = (body: string) =>
  `import { defineConfig, env } from 'prisma/config';\nexport default defineConfig({ schema: 'prisma/schema.prisma', ${body} });\n`;
const seed = "migrations: { path: 'prisma/migrations', seed: 'node prisma/seed.cjs' }";
/** A driver adapter that tells when it is asked for. */
const adapter = `experimental: { adapter: true }, engine: 'js', adapter: async () => {
  (await import('node:fs')).writeFileSync('asked', '');
  throw new Error('asked for its adapter');
}`;

const engineLines = [
  'db push --force-reset',
  'migrate deploy',
  'migrate reset --force',
  'migrate dev --name x',
  'db push',
  'migrate resolve --applied 20260101000000_init',
];
const diff = (major: number) =>
  `migrate diff --from-migrations prisma/migrations --to-schema${major === 7 ? '' : '-datamodel'} prisma/schema.prisma`;
const execute = 'db execute --file x.sql';
const executeBySchema = `${execute} --schema prisma/schema.prisma`;
const [seeding, studio] = ['db seed', 'studio --browser none --port 5999'];

interface Variant {
  readonly major: 5 | 6 | 7;
  readonly config?: string;
  readonly lines: readonly string[];
}

const variants: Readonly<Record<string, Variant>> = {
  'Prisma 5': { major: 5, lines: [...engineLines, executeBySchema, diff(5)] },
  'Prisma 6': { major: 6, lines: [...engineLines, executeBySchema, diff(6)] },
  'Prisma 6 with a config file': { major: 6, config: config(seed), lines: [...engineLines, executeBySchema, diff(6)] },
  'Prisma 6 with the classic engine': {
    major: 6,
    config: config(`${seed}, engine: 'classic', datasource: { url: env('DATABASE_URL') }`),
    lines: [...engineLines, executeBySchema, seeding, studio, diff(6)],
  },
  'Prisma 6 with a driver adapter': {
    major: 6,
    config: config(`${seed}, ${adapter}`),
    lines: [...engineLines, executeBySchema, execute],
  },
  'Prisma 7': {
    major: 7,
    config: config(`${seed}, datasource: { url: process.env['DATABASE_URL'] }`),
    lines: [...engineLines, execute, diff(7), studio],
  },
  'Prisma 7 that wants the variable': {
    major: 7,
    config: config(`${seed}, datasource: { url: env('DATABASE_URL') }`),
    lines: [...engineLines, execute, diff(7), seeding, studio],
  },
  'Prisma 7 without a datasource': { major: 7, config: config(seed), lines: [...engineLines, execute, studio] },
};

function projectOf(variant: Variant, more: Readonly<Record<string, string>> = {}) {
  const files = {
    'x.sql': 'SELECT 1;\n',
    'prisma/schema.prisma': schemaOf(variant.major === 7 ? '' : '  url = env("DATABASE_URL")\n'),
    ...(variant.config && { 'prisma.config.ts': variant.config }),
    ...more,
  };
  const base = { provider: 'sqlite', url: '', urlIn: 'schema', seed: true, engine: 'wasm' } as const;
  return installedProject({ major: variant.major, ...base, models, migrations, files });
}

const cases = Object.entries(variants).flatMap(([name, variant]) =>
  variant.lines.flatMap((line) => [
    { name, variant, line, value: undefined },
    { name, variant, line, value: '' },
  ]),
);

test.each(share(cases, 17))('$line of $name, with $value for a URL', async ({ variant, line, value }) => {
  const at = projectOf(variant);
  const env = value === undefined ? {} : { DATABASE_URL: value };
  const argv = line.split(' ');
  const bare = await run(at.node, [at.cli, ...argv], { cwd: at.dir, env: { ...at.env, ...env } });
  const { exitCode, stdout, stderr } = await at.run('prisma', argv, { env });
  expect({ exitCode, stdout, stderr }).toEqual({
    exitCode: bare.exitCode,
    stdout: bare.stdout,
    stderr: bare.stderr,
  });
  expect(exitCode).toBe(1);
  expect(existsSync(join(at.dir, 'asked'))).toBe(false);
});

describe('what does not end by that is judged', () => {
  test.each(['Prisma 5', 'Prisma 6', 'Prisma 7'])('a seed of %s, which needs no URL of Prisma', async (name) => {
    const at = projectOf(variants[name] as Variant);
    const ran = await at.run('prisma', ['db', 'seed']);
    expect(ran.exitCode, ran.stderr).toBe(75);
    expect(at.calls()).toEqual([]);
  });

  test('an adapter, where it is the URL of a shadow database that is missing', async () => {
    const variant = variants['Prisma 6 with a driver adapter'] as Variant;
    const lines = '  url = "file:./dev.db"\n  shadowDatabaseUrl = env("SHADOW_URL")\n';
    const at = projectOf(variant, { 'prisma/schema.prisma': schemaOf(lines) });
    const ran = await at.run('prisma', ['db', 'push', '--force-reset']);
    expect(ran.exitCode, ran.stderr).toBe(77);
  });

  const dotenv = "DATABASE_URL='file:./dev.db'\n";
  const withDotenv = (file: string) =>
    `import { config } from 'dotenv';\nconfig({ path: ${JSON.stringify(file)} });\n${config(
      `${seed}, datasource: { url: process.env['DATABASE_URL'] }`,
    )}`;
  test.each<[string, Variant, Record<string, string>, readonly string[]]>([
    ['.env at the root', variants['Prisma 5'] as Variant, { '.env': dotenv }, []],
    ['.env beside the schema', variants['Prisma 6'] as Variant, { 'prisma/.env': dotenv }, []],
    [
      '.env beside the schema that is named',
      variants['Prisma 6'] as Variant,
      { 'other/.env': dotenv, 'other/s.prisma': schemaOf('  url = env("DATABASE_URL")\n') },
      ['--schema', 'other/s.prisma'],
    ],
    [
      'another file by the config',
      { major: 7, config: withDotenv('elsewhere/.env'), lines: [] },
      { 'elsewhere/.env': dotenv },
      [],
    ],
    [
      'the config that is named',
      variants['Prisma 7 that wants the variable'] as Variant,
      { 'other.config.ts': withDotenv('.env'), '.env': dotenv },
      ['--config', 'other.config.ts'],
    ],
  ])('a URL in %s', async (_, variant, files, flags) => {
    const says = {
      environments: { 'dev.db': 'production', 'prisma/dev.db': 'production', 'other/dev.db': 'production' },
    };
    const at = projectOf(variant, { ...files, 'prisma-interlock.json': JSON.stringify(says) });
    const ran = await at.run('prisma', ['migrate', 'reset', '--force', ...flags]);
    expect(ran.exitCode, ran.stderr).toBe(77);
    expect(at.calls()).toEqual([]);
  });
});
