/** Nothing that a path leads to or a variable holds lets a call pass: what counts comes over the shim's own descriptor. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unforeseen } from '../../src/channel/descriptor.ts';
import { joinShim } from '../../src/channel/gate-end.ts';
import { createHost } from '../../src/host.ts';
import { place } from '../e2e/databases.ts';
import { lineProject } from '../e2e/in-package.ts';
import type { Project } from '../support/project.ts';
import { run } from '../support/run.ts';
import { runSql } from '../support/sql.ts';
import { isMutating } from '../support/tripwire.ts';

const line = ['db', 'push', '--force-reset'];
const production = { NODE_ENV: 'production' };

/** A Prisma with our line in its file, and a database with a row. */
async function guarded(): Promise<Project & { ours: string }> {
  const at = lineProject({ major: 7, provider: 'sqlite', url: 'file:./dev.db' });
  await runSql('sqlite', `file:${join(at.dir, 'dev.db')}`, 'CREATE TABLE "User" (id INTEGER)');
  return { ...at, ours: join(at.dir, 'node_modules', 'prisma-interlock') };
}

/** Starts a program with a descriptor 3 that says yes to whatever is asked there. argv: the program and its words. */
const yesSayer = `import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
const [program, ...words] = process.argv.slice(2).filter((word) => word !== '--');
const env = { ...process.env, PRISMA_INTERLOCK_CHANNEL: process.pid + ' hears', PRISMA_INTERLOCK_START: '1' };
const child = spawn(program, words, { stdio: ['pipe', 'inherit', 'inherit', 'pipe'], env });
child.stdio[3].on('error', () => {});
child.stdio[3].write('go 1\\n');
createInterface({ input: child.stdio[3] }).on('line', (line) => {
  child.stdio[3].write('go ' + JSON.parse(line).number + '\\n');
});
process.stdin.pipe(child.stdin);
child.on('exit', (code) => process.exit(code ?? 1));
`;

function sayYes(at: Project & { ours: string }, words: readonly string[], input?: string) {
  const file = join(at.dir, 'yes.mjs');
  writeFileSync(file, yesSayer);
  return run(at.node, [file, ...words], {
    cwd: at.dir,
    env: { ...at.env, ...production, PRISMA_INTERLOCK_ENGINE: at.env['PRISMA_SCHEMA_ENGINE_BINARY'] ?? '' },
    ...(input !== undefined && { input }),
  });
}

describe('a pass', () => {
  test('in variables and files opens nothing', async () => {
    const at = await guarded();
    const folder = join(at.dir, 'interlock-forged');
    mkdirSync(folder);
    for (const name of ['pass', 'ticket.json']) writeFileSync(join(folder, name), String(process.pid));
    const ran = await run(at.node, ['--require', join(at.ours, 'bin/cli-preload.cjs'), at.cli, ...line], {
      cwd: at.dir,
      env: {
        ...at.env,
        ...production,
        PRISMA_INTERLOCK_PASS: join(folder, 'pass'),
        PRISMA_INTERLOCK_TICKET: join(folder, 'ticket.json'),
        PRISMA_INTERLOCK_CHANNEL: `${process.pid} judged`,
        PRISMA_INTERLOCK_START: '1',
      },
    });
    expect(ran.exitCode, ran.stderr).toBe(77);
    expect(at.calls()).toEqual([]);
  });

  test.runIf(process.platform === 'linux')(
    'from a program that is none of ours opens nothing, whatever it names among its words',
    async () => {
      const at = await guarded();
      const preload = join(at.ours, 'bin/cli-preload.cjs');
      for (const more of [[], [at.cli], [join(at.ours, 'bin/prisma.js')]]) {
        const ran = await sayYes(at, [
          at.node,
          '--require',
          preload,
          at.cli,
          ...line,
          ...more.map((word) => `--${word}`),
        ]);
        expect(ran.exitCode, ran.stderr).not.toBe(0);
        const named = await run(
          at.node,
          [join(at.dir, 'yes.mjs'), '--', ...more, at.node, '--require', preload, at.cli, ...line],
          { cwd: at.dir, env: { ...at.env, ...production } },
        );
        expect(named.exitCode, named.stderr).not.toBe(0);
      }
      expect(isMutating(at.calls())).toBe(false);
    },
  );
});

describe('an answer', () => {
  test.runIf(process.platform === 'linux')('of a program that is none of ours is not heard by the gate', async () => {
    const at = await guarded();
    const reset = `${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'reset', params: {} })}\n`;
    const datasource = JSON.stringify({ url: `file:${join(at.dir, 'dev.db')}` });
    const ran = await sayYes(at, [join(at.ours, 'bin/schema-engine'), '--datasource', datasource], reset);
    expect(ran.stdout).toContain('prisma-interlock[blocked]');
    expect(isMutating(at.calls())).toBe(false);
  });

  test('to another question is none: it cannot be replayed', async () => {
    const host = hostHearing('go 1.7\n');
    const shim = joinShim(host, 1);
    const call = {
      method: 'reset',
      classification: {},
      main: undefined,
      shadow: undefined,
      base: '/',
      problem: undefined,
    };
    await expect(shim?.ask({ ...call, env: {} } as never, async () => unforeseen)).rejects.toThrow('something else');
  });

  test('that never comes, because the shim is gone, is a no', async () => {
    const shim = joinShim(hostHearing(''), 1);
    await expect(shim?.ask({ method: 'reset', env: {} } as never, async () => unforeseen)).rejects.toThrow('has ended');
  });

  test('is waited for over a pair of sockets alone: a file or a pipe of somebody else is no channel', () => {
    const host = hostHearing('go 1.1\n');
    const fs = { ...host.fs, fstatSync: () => ({ isSocket: () => false, isFIFO: () => true }) };
    expect(joinShim(Object.create(host, { fs: { value: fs } }), 1)).toBeUndefined();
  });
});

/** At descriptor 3 is a shim, as far as this machine tells, that says this. */
function hostHearing(text: string) {
  const host = createHost();
  const fs = {
    ...host.fs,
    fstatSync: () => ({ isSocket: () => true, isFIFO: () => false }),
    writeSync: () => 0,
    readSync: (_: number, buffer: Buffer) => buffer.write(text),
  };
  return Object.create(host, {
    fs: { value: fs },
    env: { value: { PRISMA_INTERLOCK_START: '1' } },
    platform: { value: 'darwin' },
  });
}

test('a CLI that the config of a judged one starts has no part in what was agreed to, nor the descriptor', async () => {
  const at = await place(7, 'sqlite', {
    files: {
      'prisma.config.ts': `import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
if (!process.env.NESTED && process.argv.includes('push')) {
  const env = { ...process.env, NESTED: '1' };
  const inner = spawnSync(process.execPath, [process.argv[1], 'migrate', 'reset', '--force'], { env, encoding: 'utf8' });
  const look = "try { console.log(require('node:fs').fstatSync(3).isSocket()) } catch { console.log('closed') }";
  const other = spawnSync(process.execPath, ['-e', look], { env, encoding: 'utf8' });
  writeFileSync('nested.json', JSON.stringify({ code: inner.status, said: inner.stderr, other: other.stdout.trim() }));
}
export default { schema: 'prisma/schema.prisma', datasource: { url: 'file:./dev.db' } };
`,
    },
  });
  await runSql('sqlite', at.url, 'CREATE TABLE "User" (id INTEGER)');
  const ran = await at.run('prisma', ['db', 'push']);
  expect(ran.exitCode, ran.stderr).toBe(0);
  const nested = JSON.parse(readFileSync(join(at.dir, 'nested.json'), 'utf8'));
  expect(nested.code).toBe(1);
  expect(nested.said).toContain('prisma-interlock[approval-needed]');
  expect(['closed', 'false']).toContain(nested.other);
});
