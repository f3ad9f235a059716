import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodePath } from '../support/node-versions.ts';
import { type Major, nodeOptions } from '../support/project.ts';
import { run } from '../support/run.ts';
import { share } from '../support/sweep.ts';
import { type Installed, installedProject } from './installed.ts';

/** The same words to the bare CLI and to ours, with the same Node, from the same folder. */
async function compare(at: Installed, argv: readonly string[], node: string, cwd = at.dir) {
  const env = { ...at.env, PATH: `${dirname(node)}:${at.env['PATH']}` };
  const bare = await run(node, [at.cli, ...argv], { cwd, env });
  const ours = await run(join(at.dir, 'node_modules/.bin/prisma'), argv, { cwd, env });
  expect(withoutTimes(ours), argv.join(' ')).toEqual(withoutTimes(bare));
  return bare;
}

/** `format` tells how long it took, Prisma 8 when it was. */
const withoutTimes = <T extends { stdout: string }>(ran: T): T => {
  const stdout = ran.stdout.replace(/\d+(\.\d+)?ms/g, 'N ms').replace(/"timestamp":"[^"]*"/g, '"timestamp":"T"');
  return { ...ran, stdout };
};

const project = (major: Major) =>
  installedProject({
    major,
    provider: major === 8 ? 'postgresql' : 'sqlite',
    url: major === 8 ? 'postgresql://nobody@127.0.0.1:1/none' : 'file:./dev.db',
  });

describe.each(share([7, 5, 6] as const, 2))('Prisma %i', (major) => {
  test.each([
    {
      name: 'the Node of the tests',
      node: process.execPath,
      lines: share(['--version', 'format', 'validate', 'migrate status', 'generate --help'], major === 7 ? 1 : 2),
    },
    { name: 'Node 22', node: nodePath(22), lines: share(['migrate status', 'format'], 2) },
    { name: 'Node 24', node: nodePath(24), lines: share(['--version --json', 'validate'], 2) },
  ])('says what it says without us, byte for byte, on $name', async ({ node, lines }) => {
    const at = project(major);
    const bare = [];
    for (const line of lines) bare.push(await compare(at, line.split(' '), node));
    // Prisma 5 and 6 end with 0 and silence where their program is merely required.
    expect(bare.map(({ stdout, stderr }) => stdout + stderr)).not.toContain('');
    expect(at.audit()).toEqual([]);
    expect(at.backups()).toEqual([]);
  });
});

test('Prisma 8 says what it says without us, byte for byte', async () => {
  const at = project(8);
  for (const line of ['--version', '--help', 'migration list']) {
    const { stdout, stderr } = await compare(at, line.split(' '), nodePath(24));
    expect(stdout + stderr).not.toBe('');
  }
  expect(at.audit()).toEqual([]);
});

test('an exit code of Prisma that is not 0 is ours as well', async () => {
  const at = project(6);
  writeFileSync(join(at.dir, 'prisma/schema.prisma'), 'nonsense');
  expect((await compare(at, ['validate'], process.execPath)).exitCode).toBe(1);
});

test('it is the same from a subfolder', async () => {
  const at = project(6);
  const sub = join(at.dir, 'src', 'deep');
  mkdirSync(sub, { recursive: true });
  const { stdout } = await compare(at, ['validate', '--schema', '../../prisma/schema.prisma'], process.execPath, sub);
  expect(stdout).toContain('is valid');
  expect((await compare(at, ['validate'], process.execPath, sub)).exitCode).toBe(1);
});

test('npx finds us, and we find Prisma', async () => {
  const at = project(6);
  const { stdout, exitCode } = await run('npx', ['--no-install', 'prisma', 'validate'], { cwd: at.dir, env: at.env });
  expect({ exitCode, valid: stdout.includes('is valid') }).toEqual({ exitCode: 0, valid: true });
});

test('a harmless command loads no more of us than the shim, a guarded one does', async () => {
  const at = project(6);
  const list = join(at.dir, 'loaded.txt');
  const hook = join(at.dir, 'hook.mjs');
  writeFileSync(
    hook,
    `import { registerHooks } from 'node:module';
import { appendFileSync } from 'node:fs';
registerHooks({ load(url, context, next) { appendFileSync(${JSON.stringify(list)}, url + '\\n'); return next(url, context); } });`,
  );
  const env = { PATH: `${dirname(nodePath(24))}:${at.env['PATH']}`, ...nodeOptions(`--import ${hook}`) };
  const ours = async (argv: readonly string[]) => {
    writeFileSync(list, '');
    const { exitCode, stderr } = await at.run('prisma', argv, { env });
    expect(exitCode, stderr).toBe(0);
    const urls = readFileSync(list, 'utf8').trim().split('\n');
    return [
      ...new Set(
        urls.filter(
          (url) => !/\/test\/(fixtures|support)\//.test(url) && !url.startsWith('node:') && url !== `file://${hook}`,
        ),
      ),
    ];
  };
  const loaded = await ours(['validate']);
  expect(loaded.join('\n')).toMatch(/dist\/shim\.cjs/);
  expect(loaded.filter((url) => !/\/prisma-interlock\/(bin|dist)\//.test(url))).toEqual([]);
  expect(loaded.join('\n')).not.toMatch(/guarded|engine|policy|print|needs-person/);
  const guarded = await ours(['db', 'push']);
  expect(guarded.join('\n')).toMatch(/dist\/guarded/);
  // Everything of ours is one bundle: Yarn's Plug'n'Play has no folders in which an ES module would find packages.
  expect(guarded.filter((url) => !/\/prisma-interlock\/(bin|dist)\//.test(url))).toEqual([]);
});
