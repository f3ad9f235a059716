import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Place, place } from '../e2e/databases.ts';
import { fixturePath } from '../support/fixtures.ts';
import { type Ran, run } from '../support/run.ts';
import { describeCalls, isMutating } from '../support/tripwire.ts';

const support = join(import.meta.dirname, '..', 'support');
const production = { NODE_ENV: 'production' };

/** A project whose config file is this text, and in which nobody but that text names an engine. */
async function project(
  major: 6 | 7,
  text: string,
): Promise<Place & { alone(line: string, env?: object): Promise<Ran> }> {
  const at = await place(major, 'sqlite', { urlIn: 'schema', files: { 'prisma.config.ts': text } });
  const { PRISMA_SCHEMA_ENGINE_BINARY: tripwire = '', ...env } = at.env;
  writeFileSync(join(at.dir, '.env'), `DATABASE_URL=file:./dev.db\nPRISMA_SCHEMA_ENGINE_BINARY=${tripwire}\n`);
  const cli = join(at.dir, 'node_modules/prisma/build/index.js');
  return {
    ...at,
    alone: (line, more) => run(at.node, [cli, ...line.split(' ')], { cwd: at.dir, env: { ...env, ...more } }),
  };
}

const config7 = "export default { schema: 'prisma/schema.prisma', datasource: { url: 'file:./dev.db' } };\n";
const loading = (how: string) =>
  `import 'prisma-interlock/config';\nimport { config } from 'dotenv';\n${how};\n${config7}`;

const later = {
  'loads a .env over it': 'config({ quiet: true, override: true })',
  'sets it by hand':
    "process.env['PRISMA_SCHEMA_ENGINE_BINARY'] = config({ quiet: true }).parsed!['PRISMA_SCHEMA_ENGINE_BINARY']",
};

test.each(Object.entries(later))('the gate of a config line stays where the file %s afterwards', async (_, how) => {
  const at = await project(7, loading(how));
  const reset = await at.alone('db push --force-reset', production);
  expect(reset.exitCode, reset.stdout).toBe(1);
  expect(reset.stderr).toContain('prisma-interlock[blocked]');
  expect(isMutating(at.calls())).toBe(false);
  const status = await at.alone('migrate status');
  expect(status.exitCode, status.stderr).toBe(0);
  expect(describeCalls(at.calls())).toContain('diagnoseMigrationHistory');
});

test('an engine that only a .env names is found behind the gate', async () => {
  const at = await project(7, loading('config({ quiet: true })'));
  const status = await at.alone('migrate status');
  expect(status.exitCode, status.stderr).toBe(0);
  const reset = await at.alone('db push --force-reset', production);
  expect(reset.stderr).toContain('prisma-interlock[blocked]');
  expect(isMutating(at.calls())).toBe(false);
});

test.each(['async () => config', '() => config', 'Promise.resolve(config)'])(
  'withInterlock reads a config of Prisma 6 without an engine that is given as %s',
  async (given) => {
    const adapter = "async () => { throw new Error('the adapter was used'); }";
    const at = await project(
      6,
      `import { withInterlock } from 'prisma-interlock/config';
const config = { experimental: { adapter: true }, engine: 'js', schema: 'prisma/schema.prisma', adapter: ${adapter} };
export default withInterlock(${given});
`,
    );
    const ran = await at.run('prisma', ['validate']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    const reset = await at.prisma(['db', 'push', '--force-reset'], { env: production });
    expect(reset.exitCode, reset.stderr).toBe(77);
  },
);

/** As pnpm lays them out: a CLI that lies elsewhere than where it is found, with its own packages beside it. */
function movePrisma(modules: string, major: 6 | 7): string {
  const store = join(modules, '.pnpm', 'prisma', 'node_modules');
  const fixture = join(fixturePath(`prisma${major}`), 'node_modules');
  mkdirSync(store, { recursive: true });
  for (const name of readdirSync(fixture)) {
    if (name === 'prisma' || name === '@prisma') cpSync(join(fixture, name), join(store, name), { recursive: true });
    else if (!name.startsWith('.')) symlinkSync(join(fixture, name), join(store, name));
  }
  renameSync(join(modules, '@prisma'), join(modules, '@elsewhere'));
  rmSync(join(modules, 'prisma'));
  symlinkSync(join(store, 'prisma'), join(modules, 'prisma'));
  return join(store, '@prisma', 'engines', 'schema-engine-debian-openssl-3.0.x');
}

test.each([6, 7] as const)(
  'the engine of Prisma %i is found where its own packages are out of reach',
  async (major) => {
    const config = major === 7 ? config7 : "export default { schema: 'prisma/schema.prisma' };\n";
    const at = await project(major, `import 'prisma-interlock/config';\n${config}`);
    rmSync(join(at.dir, '.env'));
    const engine = movePrisma(join(at.dir, 'node_modules'), major);
    writeFileSync(engine, `#!/usr/bin/env node\nimport(${JSON.stringify(join(support, 'tripwire-engine.mjs'))});\n`);
    chmodSync(engine, 0o755);
    const ran = await at.alone('migrate status');
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(describeCalls(at.calls())).toContain('diagnoseMigrationHistory');
  },
);

test('a line that names the program of our own question for its engine seeds nothing', async () => {
  const seeding = config7.replace(
    'schema:',
    'migrations: { seed: \'node -e "require(`fs`).writeFileSync(`seeded`, ``)"\' }, schema:',
  );
  const at = await project(7, `import 'prisma-interlock/config';\n${seeding}`);
  const probe = join(at.dir, 'node_modules/prisma-interlock/bin/probe-engine.js');
  const ran = await at.alone('db seed', { ...production, PRISMA_SCHEMA_ENGINE_BINARY: probe });
  expect(ran.exitCode, ran.stderr).toBe(75);
  expect(existsSync(join(at.dir, 'seeded'))).toBe(false);
});
