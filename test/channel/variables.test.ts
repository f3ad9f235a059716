import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { gateVariables } from '../../src/channel/variables.ts';
import { createHost, type Host } from '../../src/host.ts';

const gate = '/interlock/bin/schema-engine';

/** A CLI with an engine that lies with its packages. */
function installed(): { readonly cli: string; readonly engine: string } {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), 'cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const engines = join(folder, 'node_modules/@prisma/engines');
  mkdirSync(join(engines, 'dist'), { recursive: true });
  writeFileSync(join(engines, 'package.json'), '{ "main": "dist/index.js" }');
  writeFileSync(join(engines, 'dist/index.js'), '');
  const engine = join(engines, 'schema-engine-debian-openssl-3.0.x');
  writeFileSync(engine, '');
  return { cli: join(folder, 'index.js'), engine };
}

const engineOf = (cli: string, env: Host['env']) =>
  gateVariables(Object.create(createHost(), { env: { value: env } }), cli, gate)['PRISMA_INTERLOCK_ENGINE'];

test('a CLI that another one started has the engine that lies with itself', () => {
  const [outer, inner] = [installed(), installed()];
  const inherited = {
    PRISMA_SCHEMA_ENGINE_BINARY: gate,
    PRISMA_INTERLOCK_ENGINE: outer.engine,
    PRISMA_INTERLOCK_CLI: outer.cli,
  };
  expect(engineOf(outer.cli, inherited)).toBe(outer.engine);
  expect(engineOf(inner.cli, inherited)).toBe(inner.engine);
});

test('an engine that the user named is that of every CLI', () => {
  const [outer, inner] = [installed(), installed()];
  expect(engineOf(outer.cli, { PRISMA_SCHEMA_ENGINE_BINARY: '/own/engine' })).toBe('/own/engine');
  const inherited = {
    PRISMA_SCHEMA_ENGINE_BINARY: gate,
    PRISMA_INTERLOCK_ENGINE: '/own/engine',
    PRISMA_INTERLOCK_CLI: outer.cli,
  };
  expect(engineOf(inner.cli, inherited)).toBe('/own/engine');
});
