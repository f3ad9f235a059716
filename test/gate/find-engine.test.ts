import { once } from 'node:events';
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fixturePath } from '../support/fixtures.ts';
import { makeProject, type Project } from '../support/project.ts';
import { run } from '../support/run.ts';
import { isMutating } from '../support/tripwire.ts';

const root = join(import.meta.dirname, '..', '..');
const support = join(root, 'test', 'support');
type Major = 5 | 6 | 7;

/** A project whose Prisma names no engine, with copies of its packages into which one may be put. */
function projectWithoutEngine(major: Major): Project & { engines: string; without: Record<string, string> } {
  const project = makeProject({ major, provider: 'sqlite', url: 'file:./dev.db' });
  onTestFinished(() => project.cleanup());
  const modules = join(project.dir, 'node_modules');
  for (const name of ['prisma', '@prisma']) {
    rmSync(join(modules, name), { recursive: true });
    cpSync(join(fixturePath(`prisma${major}`), 'node_modules', name), join(modules, name), { recursive: true });
  }
  const { PRISMA_SCHEMA_ENGINE_BINARY, ...env } = project.env;
  const without = { ...env, PRISMA_SCHEMA_ENGINE_BINARY: join(root, 'bin', 'schema-engine') };
  return {
    ...project,
    cli: join(modules, 'prisma/build/index.js'),
    engines: join(modules, '@prisma/engines'),
    without,
  };
}

/** The tripwire as one file, which is what an engine is. */
function putEngine(file: string): void {
  const script = `#!/usr/bin/env node\nimport(${JSON.stringify(join(support, 'tripwire-engine.mjs'))});\n`;
  writeFileSync(file, script);
  chmodSync(file, 0o755);
}

const askStatus = (project: ReturnType<typeof projectWithoutEngine>, more = {}) =>
  run(project.node, [project.cli, 'migrate', 'status'], { cwd: project.dir, env: { ...project.without, ...more } });

describe.each([5, 6, 7] as const)('the engine behind the gate of Prisma %i', (major) => {
  test('is the one that lies with the CLI', async () => {
    const project = projectWithoutEngine(major);
    putEngine(join(project.engines, 'schema-engine-debian-openssl-3.0.x'));
    await askStatus(project);
    expect(project.calls().length).toBeGreaterThan(0);
  });

  test('is downloaded by Prisma itself where it is missing', async () => {
    const project = projectWithoutEngine(major);
    const file = join(project.dir, 'engine');
    putEngine(file);
    const asked: string[] = [];
    const mirror = createServer((request, response) => {
      asked.push(request.url ?? '');
      if (request.url?.endsWith('.sha256')) response.writeHead(404).end();
      else response.end(gzipSync(readFileSync(file)));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void mirror.close());
    await once(mirror, 'listening');
    const { port } = mirror.address() as AddressInfo;
    const ran = await askStatus(project, {
      PRISMA_ENGINES_MIRROR: `http://127.0.0.1:${port}`,
      PRISMA_ENGINES_CHECKSUM_IGNORE_MISSING: '1',
    });
    expect(
      asked.some((url) => url.includes('schema-engine')),
      ran.stderr,
    ).toBe(true);
    expect(project.calls().length, ran.stderr).toBeGreaterThan(0);
    expect(readdirSync(project.engines).some((name) => name.startsWith('schema-engine-'))).toBe(true);
  });

  test('that cannot be had is an error of the CLI, in our words', async () => {
    const project = projectWithoutEngine(major);
    const ran = await askStatus(project, { PRISMA_ENGINES_MIRROR: 'http://127.0.0.1:1' });
    expect(ran.exitCode).toBe(1);
    expect(ran.stderr).toContain('prisma-interlock[cli-unusable]');
  });

  test('is never the gate itself', async () => {
    const project = projectWithoutEngine(major);
    const ran = await askStatus(project, { PRISMA_INTERLOCK_ENGINE: join(root, 'bin', 'schema-engine') });
    expect(ran.exitCode).toBe(1);
    expect(isMutating(project.calls())).toBe(false);
  });
});
