import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { commandNames } from '../../src/commands/index.ts';
import { makeProject } from '../support/project.ts';
import { run } from '../support/run.ts';

const root = join(import.meta.dirname, '..', '..');

/** What is published, where no package can be found but those that are named. */
function unpacked(packages: readonly string[] = []): string {
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'bundle-')));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  for (const part of ['package.json', 'bin', 'dist', 'shims', 'policy/schema.json']) {
    cpSync(join(root, part), join(home, part), { recursive: true });
  }
  for (const name of packages) {
    mkdirSync(dirname(join(home, 'node_modules', name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(home, 'node_modules', name));
  }
  return home;
}

beforeAll(() => {
  if (!existsSync(join(root, 'dist/shim.cjs'))) throw new Error('Build first: npm run build');
});

test('every command works without a package beside it', async () => {
  const home = unpacked();
  for (const name of commandNames) {
    const words = [join(home, 'bin/prisma-interlock.js'), name, '--help'];
    const { exitCode, stdout, stderr } = await run(process.execPath, words, { cwd: home, env: {} });
    expect({ exitCode, stderr }, name).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`prisma-interlock ${name}`);
  }
});

test('a guarded line needs no more than the drivers of its database', async () => {
  const home = unpacked(['libsql', '@libsql', '@neon-rs', 'detect-libc']);
  const at = makeProject({ major: 7, provider: 'sqlite', url: 'file:./dev.db', env: { NODE_ENV: 'development' } });
  onTestFinished(() => at.cleanup());
  writeFileSync(join(at.dir, 'prisma-interlock.json'), '{ "backup": { "keep": 3 } } // JSON with comments');
  const ran = await run(process.execPath, [join(home, 'bin/prisma.js'), 'db', 'push'], { cwd: at.dir, env: at.env });
  expect(ran.exitCode, ran.stderr).toBe(0);
  expect(at.calls().map(({ method }) => method)).toContain('schemaPush');
});

test('the programs can be started, and the licences of what is bundled are part of it', () => {
  const home = unpacked();
  for (const name of [
    'shims/prisma',
    'shims/prisma7',
    'shims/dropdb',
    'bin/schema-engine',
    'bin/prisma-interlock.js',
  ]) {
    expect(statSync(join(home, name)).mode & 0o111, name).toBe(0o111);
  }
  const licences = readFileSync(join(home, 'dist/THIRD-PARTY-LICENCES.txt'), 'utf8');
  for (const name of ['execa', '@clack/core', 'jsonc-parser', 'valibot', 'yargs-parser', 'dotenv', 'yaml', 'diff']) {
    expect(licences).toMatch(new RegExp(`^${name} \\d`, 'm'));
  }
});

test('no package manager finds a script in the packed package that it would run at an install', () => {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const shell = process.platform === 'win32';
  const [packed] = JSON.parse(execFileSync('npm', words, { cwd: root, encoding: 'utf8', shell }));
  const text = execFileSync('tar', ['-xOf', packed.filename, 'package/package.json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  const { name, scripts } = JSON.parse(text);
  expect(name).toBe('prisma-interlock');
  // The bundles alone took 4.6 MB when each program had packages of its own.
  expect(packed.unpackedSize).toBeLessThan(5e6);
  const atInstall = /^(?:pre|post)?(?:install|prepare)$|^dependencies$/;
  expect(Object.keys(scripts).filter((script) => atInstall.test(script))).toEqual([]);
});
