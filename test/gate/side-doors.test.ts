import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { place } from '../e2e/databases.ts';
import { fixturePath } from '../support/fixtures.ts';
import { run } from '../support/run.ts';
import { runSql } from '../support/sql.ts';
import { share } from '../support/sweep.ts';
import { describeCalls, isDestructive, isMutating } from '../support/tripwire.ts';
import { behindGate, type Gated } from './behind-gate.ts';

const migrations = { '20260101000000_init': 'CREATE TABLE "Post" (id INTEGER PRIMARY KEY);' };

const config = {
  6: "export default { schema: 'prisma/schema.prisma' };\n",
  7: "export default { schema: 'prisma/schema.prisma', datasource: { url: 'file:./dev.db' } };\n",
};

/** A project whose config file has our line, or has not; nothing else of ours stands before its engine. */
async function sqlite(major: 6 | 7, line: boolean, env: Record<string, string> = {}): Promise<Gated> {
  const files = { 'prisma.config.ts': `${line ? "import 'prisma-interlock/config';\n" : ''}${config[major]}` };
  const at = behindGate(await place(major, 'sqlite', { migrations, files, env, urlIn: 'schema' }));
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER);');
  return at;
}

/** Speaks to `prisma mcp` as an editor does, and gives the answer of one tool. */
async function callTool(
  at: Gated,
  name: string,
  words: Readonly<Record<string, unknown>>,
  env: Record<string, string>,
) {
  const child = spawn(at.node, [at.cli, 'mcp', '--early-access'], {
    cwd: at.dir,
    env: { ...at.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const send = (message: object) => child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const client = { protocolVersion: '2024-11-05', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
  send({ id: 1, method: 'initialize', params: client });
  for await (const line of createInterface({ input: child.stdout })) {
    const message = JSON.parse(line) as { id?: number; result?: { content: { text: string }[] } };
    if (message.id === 1) {
      send({ method: 'notifications/initialized' });
      send({ id: 2, method: 'tools/call', params: { name, arguments: words } });
    }
    if (message.id === 2) {
      child.stdin.end();
      return message.result?.content.map(({ text }) => text).join('\n') ?? JSON.stringify(message);
    }
  }
  throw new Error('the server ended without an answer');
}

describe('a config line alone', () => {
  test.each(share([7, 6] as const, 2))('stops Prisma %i, started by its own file', async (major) => {
    const at = await sqlite(major, true);
    for (const env of [{ NODE_ENV: 'production' }, {}] as Record<string, string>[]) {
      const ran = await at.prisma(['db', 'push', '--force-reset'], { env });
      expect(ran.exitCode, ran.stderr).toBe(1);
      expect(ran.stderr).toContain('prisma-interlock[');
      expect(ran.stderr).toContain('prisma db push --force-reset');
    }
    expect(isMutating(at.calls())).toBe(false);
  });

  test.each(share([7, 6] as const, 2))('changes nothing of what Prisma %i prints', async (major) => {
    const [at, without] = [await sqlite(major, true), await sqlite(major, false)];
    for (const line of share(
      ['migrate status', 'debug', '--version', 'format --check', 'db push --help', 'validate', ''],
      2,
    )) {
      const argv = line.split(' ').filter(Boolean);
      const [ours, bare] = [await at.prisma(argv), await without.prisma(argv)];
      const plain = (text: string, dir: string) => text.replaceAll(dir, 'DIR').replaceAll(/\d+ms/g, 'N ms');
      expect(plain(ours.stdout, at.dir), line).toBe(plain(bare.stdout, without.dir));
      expect(plain(ours.stderr, at.dir), line).toBe(plain(bare.stderr, without.dir));
      expect(ours.exitCode, line).toBe(bare.exitCode);
    }
  });

  test.each(share([6, 7] as const, 2))('hands a line of Prisma %i that seeds to the shim, once', async (major) => {
    const seed = `require('node:fs').appendFileSync('seeded', 'x');\n`;
    const seeding = major === 7 ? { config: ", migrations: { seed: 'node seed.cjs' } };\n" } : { config: ' };\n' };
    const files = {
      'seed.cjs': seed,
      'package.json': JSON.stringify({ name: 'a', private: true, prisma: { seed: 'node seed.cjs' } }),
      'prisma.config.ts': `import 'prisma-interlock/config';\n${config[major].replace(' };\n', seeding.config)}`,
    };
    const at = behindGate(await place(major, 'sqlite', { files, urlIn: 'schema' }));
    await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER);');
    const refused = await at.prisma(['db', 'seed'], { env: { NODE_ENV: 'production' } });
    expect(refused.exitCode, refused.stderr).toBe(75);
    expect(existsSync(join(at.dir, 'seeded'))).toBe(false);
    const ran = await at.prisma(['db', 'seed']);
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(readFileSync(join(at.dir, 'seeded'), 'utf8')).toBe('x');
    expect(at.audit().map(({ event }) => event)).toEqual(['refused', 'begin', 'end']);
  });

  test('around a config of Prisma 6 without an engine hands every line to the shim', async () => {
    const text = `import { withInterlock } from 'prisma-interlock/config';
export default withInterlock({ experimental: { adapter: true }, engine: 'js', schema: 'prisma/schema.prisma', adapter: async () => { throw new Error('the adapter was used'); } });
`;
    const at = behindGate(await place(6, 'sqlite', { files: { 'prisma.config.ts': text }, urlIn: 'schema' }));
    const ran = await at.prisma(['db', 'push', '--force-reset'], { env: { NODE_ENV: 'production' } });
    expect(ran.exitCode, ran.stderr).toBe(77);
    expect((await at.prisma(['validate'])).exitCode).toBe(0);
  });

  test.each(share([7, 6] as const, 2))('finds the engine where Prisma %i lies in the layout of pnpm', async (major) => {
    const at = await sqlite(major, true);
    const modules = join(at.dir, 'node_modules');
    const store = join(modules, '.pnpm', 'prisma@0', 'node_modules');
    mkdirSync(store, { recursive: true });
    for (const name of ['prisma', '@prisma']) {
      cpSync(join(fixturePath(`prisma${major}`), 'node_modules', name), join(store, name), { recursive: true });
      rmSync(join(modules, name), { recursive: true });
    }
    symlinkSync(join(store, 'prisma'), join(modules, 'prisma'));
    const file = join(store, '@prisma/engines/schema-engine-debian-openssl-3.0.x');
    const tripwire = join(import.meta.dirname, '../support/tripwire-engine.mjs');
    writeFileSync(file, `#!/usr/bin/env node\nimport(${JSON.stringify(tripwire)});\n`, { mode: 0o755 });
    const { PRISMA_SCHEMA_ENGINE_BINARY, ...env } = at.env;
    const ran = await run(at.node, [join(modules, 'prisma/build/index.js'), 'migrate', 'status'], { cwd: at.dir, env });
    expect(ran.stderr).not.toContain('cli-unusable');
    expect(describeCalls(at.calls())).toContain('diagnoseMigrationHistory');
  });

  test('leaves the gate of another copy of us in its place', async () => {
    const at = await sqlite(7, true);
    const other = join(at.dir, 'other', 'prisma-interlock');
    cpSync(join(at.dir, 'node_modules/prisma-interlock'), other, { recursive: true });
    const env = { PRISMA_INTERLOCK_ENGINE: at.env['PRISMA_SCHEMA_ENGINE_BINARY'] ?? '' };
    const gate = join(other, 'bin/schema-engine');
    const ran = await at.prisma(['migrate', 'status'], { env: { ...env, PRISMA_SCHEMA_ENGINE_BINARY: gate } });
    expect(ran.exitCode, ran.stderr).toBe(0);
    expect(describeCalls(at.calls())).toContain('diagnoseMigrationHistory');
    const reset = await at.prisma(['db', 'push', '--force-reset'], {
      env: { ...env, PRISMA_SCHEMA_ENGINE_BINARY: gate, NODE_ENV: 'production' },
    });
    expect(reset.stderr).toContain('prisma-interlock[blocked]');
  });

  test('stops the reset that the MCP server of Prisma 6 offers to an agent', async () => {
    const at = await sqlite(6, true, { NODE_ENV: 'production' });
    const answer = await callTool(at, 'migrate-reset', { projectCWD: at.dir }, {});
    expect(answer).toContain('prisma-interlock[blocked]');
    expect(isMutating(at.calls())).toBe(false);
  });

  test('stops the migration that the MCP server of Prisma 7 offers to an agent', async () => {
    const at = await sqlite(7, true, { NODE_ENV: 'production' });
    const answer = await callTool(at, 'migrate-dev', { name: 'x', projectCWD: at.dir }, {});
    expect(answer).toContain('prisma-interlock[');
    expect(isMutating(at.calls())).toBe(false);
  });
});

test('a Prisma that a seed script starts by its file has no part in the ticket of the line that seeds', async () => {
  const seed = `const { spawnSync } = require('node:child_process');
const cli = require.resolve('prisma/build/index.js');
const ran = spawnSync(process.execPath, [cli, 'db', 'push', '--force-reset'], { stdio: 'inherit' });
process.exit(ran.status);
`;
  const files = {
    'seed.cjs': seed,
    'package.json': JSON.stringify({ name: 'a', private: true, prisma: { seed: 'node seed.cjs' } }),
  };
  const at = behindGate(await place(6, 'sqlite', { migrations, files }));
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER);');
  const terminal = at.terminal('prisma', ['db', 'seed']);
  await terminal.waitFor('Type DESTROY_DATA to go on');
  terminal.press('enter');
  expect((await terminal.ended()).exitCode, terminal.screen()).not.toBe(0);
  expect(isDestructive(at.calls())).toBe(false);
});
