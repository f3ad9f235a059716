import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodePath } from '../support/node-versions.ts';
import { run } from '../support/run.ts';
import { oneOf, share } from '../support/sweep.ts';
import { isMutating } from '../support/tripwire.ts';
import { lineProject } from './in-package.ts';

const sqlite = { provider: 'sqlite', url: 'file:./dev.db' } as const;

test.each([5, 6, 7] as const)(
  'the file of Prisma %i says what it says without the line, byte for byte',
  async (major) => {
    const at = lineProject({ major, ...sqlite });
    const bare = lineProject({ major, ...sqlite }, true);
    for (const line of share(['--version', 'validate', 'migrate status', 'generate --help'], major === 7 ? 1 : 2)) {
      const [ours, theirs] = [await at.prisma(line.split(' ')), await bare.prisma(line.split(' '))];
      const plain = (text: string) => text.replaceAll(bare.dir, at.dir).replace(/\d+ms/g, 'N ms');
      expect({ ...ours, stdout: plain(ours.stdout) }, line).toEqual({
        ...theirs,
        stdout: plain(theirs.stdout),
        stderr: plain(theirs.stderr),
      });
      expect(ours.stdout + ours.stderr).not.toBe('');
    }
  },
);

test.each(oneOf([5, 6, 7] as const, 0))(
  'a reset of Prisma %i in production is blocked in the file itself',
  async (major) => {
    const at = lineProject({ major, ...sqlite });
    const ran = await at.prisma(['migrate', 'reset', '--force'], { env: { NODE_ENV: 'production' } });
    expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode: 77, stdout: '' });
    expect(ran.stderr).toContain('prisma-interlock[blocked]');
    expect(at.calls()).toEqual([]);
  },
);

test.each(oneOf([5, 6, 7] as const, 1))(
  'a change of Prisma %i runs once, and what it starts is judged anew',
  async (major) => {
    const at = lineProject({
      major,
      ...sqlite,
      seed: true,
      env: { NODE_ENV: 'development' },
      files: {
        'prisma/seed.cjs': `const { status, stderr } = require('node:child_process').spawnSync(process.execPath,
  [${JSON.stringify('node_modules/prisma/build/index.js')}, 'migrate', 'reset', '--force'],
  { env: { ...process.env, NODE_ENV: 'production' }, encoding: 'utf8' });
require('node:fs').writeFileSync('seeded.json', JSON.stringify({ status, stderr, pass: process.env.PRISMA_INTERLOCK_PASS ?? null }));`,
      },
    });
    const pushed = await at.prisma(['db', 'push']);
    expect(pushed.exitCode, pushed.stderr).toBe(0);
    expect(at.calls().filter(({ method }) => method === 'schemaPush')).toHaveLength(1);
    const seeded = await at.prisma(['db', 'seed'], { env: { NODE_ENV: 'development' } });
    expect(seeded.exitCode, seeded.stderr).toBe(0);
    const inner = JSON.parse(readFileSync(join(at.dir, 'seeded.json'), 'utf8'));
    expect(inner).toMatchObject({ status: 77, pass: null });
    expect(inner.stderr).toContain('prisma-interlock[blocked]');
  },
);

test('the file of Prisma 8 runs what is harmless and blocks what is not', async () => {
  const at = lineProject({ major: 8, provider: 'postgresql', url: 'postgresql://nobody@127.0.0.1:1/none' });
  const version = await at.prisma(['--version']);
  expect(version).toMatchObject({ exitCode: 0, stderr: '' });
  expect(version.stdout).toContain('8.0.0');
  const blocked = await at.prisma(['db', 'migrate'], { env: { NODE_ENV: 'production' } });
  expect({ exitCode: blocked.exitCode, stdout: blocked.stdout }).toEqual({ exitCode: 77, stdout: '' });
});

test.each(oneOf([20, 22, 24] as const, 2))('on Node %i nothing is printed besides', async (version) => {
  const node = version === 20 ? process.execPath : nodePath(version);
  const at = lineProject({ major: 7, ...sqlite });
  const ran = await run(node, [at.cli, 'validate'], { cwd: at.dir, env: at.env });
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(ran.stderr).not.toMatch(/warn/i);
});

test.each([5, 6, 7, 8] as const)('where the interlock is gone, Prisma %i does not run', async (major) => {
  const at = lineProject({ major, ...sqlite, provider: major === 8 ? 'postgresql' : 'sqlite' });
  rmSync(join(at.dir, 'node_modules/prisma-interlock'), { recursive: true });
  const ran = await at.prisma(['--version']);
  expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode: 127, stdout: '' });
  expect(ran.stderr).toContain('prisma-interlock[cli-missing]');
});

test('where the interlock is broken, Prisma does not run', async () => {
  const at = lineProject({ major: 7, ...sqlite });
  writeFileSync(join(at.dir, 'node_modules/prisma-interlock/dist/entry.cjs'), 'throw new Error("broken")');
  const ran = await at.prisma(['--version']);
  expect({ exitCode: ran.exitCode, stdout: ran.stdout }).toEqual({ exitCode: 70, stdout: '' });
});

test('a pass that somebody set by hand lets nothing through', async () => {
  const at = lineProject({ major: 7, ...sqlite });
  const file = join(at.dir, 'interlock-x', 'pass');
  mkdirSync(join(at.dir, 'interlock-x'));
  // The last one names the true parent, as one made by the shim would.
  for (const [pass, text] of [
    ['1', '1'],
    [String(process.pid), '1'],
    [file, '1'],
    [file, String(process.pid)],
  ] as const) {
    writeFileSync(file, text);
    const env = { NODE_ENV: 'production', PRISMA_INTERLOCK_PASS: pass };
    const ran = await at.prisma(['db', 'push', '--force-reset'], { env });
    // Where a process cannot be asked what it runs, the gate stops the call.
    expect(ran.exitCode, ran.stderr).toBe(process.platform === 'linux' ? 77 : 1);
    expect(isMutating(at.calls())).toBe(false);
  }
});

test.each(share([7, 6, 5] as const, 3))(
  'a pass that names the right parent does not open the gate of Prisma %i',
  async (major) => {
    const at = lineProject({ major, ...sqlite, files: { 'interlock-x/pass': String(process.pid) } });
    const env = { NODE_ENV: 'production', PRISMA_INTERLOCK_PASS: join(at.dir, 'interlock-x', 'pass') };
    const ran = await at.prisma(['db', 'push', '--force-reset'], { env });
    expect(ran.exitCode, ran.stdout).toBe(process.platform === 'linux' ? 77 : 1);
    expect(ran.stderr).toContain('prisma-interlock[blocked]');
    expect(isMutating(at.calls())).toBe(false);
  },
);
