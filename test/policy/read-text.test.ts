import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHost, type Host } from '../../src/host.ts';
import { loadPolicy } from '../../src/policy/load.ts';
import { findProjectRoot } from '../../src/project/root.ts';

let folder: string;
let host: Host;

beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'policy-')));
  fs.mkdirSync(path.join(folder, 'project'));
  fs.mkdirSync(path.join(folder, 'home/.config/prisma-interlock'), { recursive: true });
  const env = { HOME: path.join(folder, 'home') };
  host = {
    ...createHost(),
    cwd: path.join(folder, 'project'),
    script: undefined,
    argv: [],
    env,
    homeFolder: () => undefined,
  };
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const places = {
  'of the project': 'project/prisma-interlock.json',
  'of a folder above': 'prisma-interlock.json',
  'of the person': 'home/.config/prisma-interlock/policy.json',
} as const;

/** Each puts into a policy's place what is none. */
const obstacles: Readonly<Record<string, (file: string) => unknown>> = {
  'a pipe that nobody writes to': (file) => execFileSync('mkfifo', [file]),
  'a device without end': (file) => fs.symlinkSync('/dev/zero', file),
  'a folder': (file) => fs.mkdirSync(file),
  'a link that leads nowhere': (file) => fs.symlinkSync('/nonexistent/policy.json', file),
  'a link to itself': (file) => fs.symlinkSync(file, file),
  'more than a megabyte': (file) => fs.writeFileSync(file, `{}${' '.repeat(1_000_000)}`),
  'a gigabyte of nothing': (file) => execFileSync('truncate', ['--size=1G', file]),
  '200,000 levels of braces': (file) => fs.writeFileSync(file, '{"backup":'.repeat(200_000).slice(0, 1_000_000)),
  'a text that is not UTF-8': (file) => fs.writeFileSync(file, Buffer.from('{"disposable":["dév@h"]}', 'latin1')),
};

const load = () => loadPolicy(host, findProjectRoot(host));

describe.each(Object.entries(places))('in the place of the policy %s', (_whose, place) => {
  it.each(Object.entries(obstacles))('%s is refused, and says which file it is', async (_what, put) => {
    const file = path.join(folder, place);
    put(file);
    const error = await load().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'policy-invalid', exitCode: 78, why: expect.stringContaining(file) });
  });
});

it('a socket in its place is refused', async () => {
  const server = net.createServer().listen(path.join(folder, 'project/prisma-interlock.json'));
  await new Promise((resolve) => server.once('listening', resolve));
  await expect(load()).rejects.toMatchObject({ code: 'policy-invalid' });
  server.close();
});

it('a file of a megabyte is read', async () => {
  const head = '{"disposable":["a@localhost"]}';
  fs.writeFileSync(path.join(folder, places['of the project']), head + ' '.repeat(1_000_000 - head.length));
  expect((await load()).disposable).toEqual(['a@localhost']);
});

it('a link to a policy is that policy', async () => {
  fs.writeFileSync(path.join(folder, 'real.json'), '{"disposable":["a@localhost"]}');
  fs.symlinkSync('../real.json', path.join(folder, places['of the project']));
  expect((await load()).disposable).toEqual(['a@localhost']);
});

describe("the folder of the person's own policy", () => {
  const own = () => path.join(folder, 'home/.config/prisma-interlock');

  it('is refused where it is a file, or a link that leads nowhere', async () => {
    fs.rmdirSync(own());
    fs.writeFileSync(own(), '{}');
    await expect(load()).rejects.toMatchObject({ why: expect.stringContaining(own()) });
    fs.rmSync(own());
    fs.symlinkSync('/nonexistent', own());
    await expect(load()).rejects.toMatchObject({ why: expect.stringContaining(own()) });
    fs.rmSync(own());
    await expect(load()).resolves.toMatchObject({ files: [] });
  });

  it('is not looked for below a home that is no folder, and never below the working folder', async () => {
    fs.mkdirSync(path.join(host.cwd, '.config/prisma-interlock'), { recursive: true });
    fs.writeFileSync(path.join(host.cwd, '.config/prisma-interlock/policy.json'), '{"disposable":["a@localhost"]}');
    for (const HOME of ['/dev/null', '/nonexistent', '', '.', 'home']) {
      host = { ...host, env: { HOME } };
      expect((await load()).disposable, HOME).toEqual([]);
    }
  });
});

// Root may read everything, so it is asked as somebody else.
describe.runIf(process.getuid?.() === 0)('what may not be read', () => {
  const nobody = 65_534;
  const loadAsNobody = async () => {
    process.seteuid?.(nobody);
    const asked = load();
    return asked.finally(() => process.seteuid?.(0));
  };
  beforeEach(() => fs.chmodSync(folder, 0o755));

  it.each(Object.entries(places))('is refused as the policy %s', async (_whose, place) => {
    fs.writeFileSync(path.join(folder, place), '{}', { mode: 0o600 });
    const why = `${path.join(folder, place)} cannot be read (EACCES).`;
    await expect(loadAsNobody()).rejects.toMatchObject({ code: 'policy-invalid', why });
  });

  it('is refused where the folder of the person, or the project itself, may not be searched', async () => {
    fs.chmodSync(path.join(folder, 'home/.config'), 0o700);
    await expect(loadAsNobody()).rejects.toMatchObject({ why: expect.stringContaining('home/.config') });
    host = { ...host, env: { HOME: '/nonexistent' } };
    await expect(loadAsNobody()).resolves.toMatchObject({ files: [] });
    fs.chmodSync(path.join(folder, 'project'), 0o600);
    await expect(loadAsNobody()).rejects.toMatchObject({ why: expect.stringContaining('(EACCES)') });
  });
});

it('a file that a line names is no folder in which a policy cannot be read', async () => {
  fs.writeFileSync(path.join(host.cwd, 'schema.prisma'), '');
  host = { ...host, argv: ['db', 'push', '--schema', 'schema.prisma'] };
  await expect(load()).resolves.toMatchObject({ files: [] });
});

it('the policy beside a schema that is named behind any number of words counts', async () => {
  fs.mkdirSync(path.join(folder, 'other'));
  fs.writeFileSync(path.join(folder, 'other/prisma-interlock.json'), '{"environments":{"a@h":"production"}}');
  const words = Array.from({ length: 300 }, (_, index) => `word${index}`);
  host = { ...host, argv: ['db', 'push', ...words, '--schema', '../other'] };
  expect((await load()).environments).toEqual([{ target: 'a@h', is: 'production' }]);
});
