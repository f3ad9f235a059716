import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { run } from '../support/run.ts';

const root = join(import.meta.dirname, '../..');

/** Node 20 has no compile cache of its own; here no Node has. */
const switchOn = `require('node:module').enableCompileCache = undefined;
require(${JSON.stringify(join(root, 'bin/compile-cache.cjs'))})();`;

const filler = `\n// ${'x'.repeat(25_000)}\n`;

/** Whatever a module may ask of Node, and words that only look like a call. */
const program = `#!/usr/bin/env node
const other = require('./other.cjs');
const text = "import('./never.mjs')", regex = /import('x')/.source, template = \`\${1}import(2)\`;
const asks = { import: (what) => what };
// import('./never.mjs')
module.exports = { mine: 1 };
const where = () => new Error('here').stack.split('\\n')[1].replace(/.*program\\.cjs/, '');
(async () => {
  const { it } = await import('./it.mjs');
  const builtin = await import('node:os', { with: {} });
  const missing = await import('./none.mjs').catch((error) => error.code);
  console.log(JSON.stringify({
    other, text, regex, template, asked: asks.import(3), it, builtin: typeof builtin.EOL, missing, where: where(),
    isMain: require.main === module, own: this === exports, resolved: require.resolve('./other.cjs') === __dirname + '/other.cjs',
    paths: require.resolve.paths('x')[0] === __dirname + '/node_modules', known: __filename in require.cache,
    child: module.children.length, js: typeof require.extensions['.js'],
  }));
})();${filler}`;

function folder(files: Readonly<Record<string, string>>) {
  const dir = mkdtempSync(join(tmpdir(), 'compiled-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ 'on.cjs': switchOn, ...files })) writeFileSync(join(dir, name), text);
  const kept = join(dir, 'kept');
  const start = async (more: Readonly<Record<string, string>> = {}) => {
    const env = { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: kept, ...more };
    // The variable is for our own cache alone: a Node that has one would use both.
    const words = ['--require', './on.cjs', './program.cjs'];
    const ran = await run(process.execPath, words, { cwd: dir, env });
    expect(ran.stderr).toBe('');
    return ran.stdout;
  };
  return { dir, kept, start, own: () => ownOf(kept) };
}

function ownOf(kept: string) {
  const [name] = existsSync(kept) ? readdirSync(kept).filter((entry) => entry.startsWith('prisma-interlock-')) : [];
  const files = name === undefined ? [] : readdirSync(join(kept, name)).map((file) => join(kept, name, file));
  return {
    folder: name === undefined ? undefined : join(kept, name),
    compiled: files.filter((file) => !file.endsWith('.imports')),
  };
}

const modules = { 'other.cjs': 'module.exports = 7;', 'it.mjs': 'export const it = 8;' };

test('a module means the same whether it was compiled now or before', async () => {
  const at = folder({ ...modules, 'program.cjs': program });
  const plain = await run(process.execPath, ['./program.cjs'], { cwd: at.dir, env: {} });
  expect(JSON.parse(plain.stdout)).toMatchObject({ it: 8, missing: 'ERR_MODULE_NOT_FOUND', isMain: true, asked: 3 });
  for (const starts of [1, 2, 3]) expect(await at.start(), `start ${starts}`).toBe(plain.stdout);
  const [file = '', ...more] = at.own().compiled;
  expect(more).toEqual([]);
  const { mtimeMs, size } = statSync(file);
  expect(size).toBeGreaterThan(1000);
  expect(await at.start()).toBe(plain.stdout);
  expect(statSync(file).mtimeMs).toBe(mtimeMs);
});

test('a text that was exchanged for one of the same length and time is compiled anew', async () => {
  const at = folder({ 'program.cjs': `console.log(1);${filler}` });
  const long = new Date('1985-10-26T08:15:00Z');
  for (const text of ['1', '2', '1']) {
    writeFileSync(join(at.dir, 'program.cjs'), `console.log(${text});${filler}`);
    utimesSync(join(at.dir, 'program.cjs'), long, long);
    for (const _ of [1, 2, 3]) expect(await at.start()).toBe(`${text}\n`);
  }
});

test.each([
  `new Function('id', 'return import(id)')('node:os').then(({ EOL }) => console.log(typeof EOL));`,
  `eval("import('node:os')").then(({ EOL }) => console.log(typeof EOL));`,
  `const imp0rt = (what) => what; import('node:os').then(({ EOL }) => console.log(imp0rt(typeof EOL)));`,
])('a module whose imports nobody can tell is not kept: %s', async (text) => {
  const at = folder({ 'program.cjs': `${text}${filler}` });
  for (const _ of [1, 2, 3]) expect(await at.start()).toBe('string\n');
  expect(at.own().compiled).toEqual([]);
});

test('what was kept and is no longer whole is not used', async () => {
  const at = folder({ ...modules, 'program.cjs': program });
  const said = await at.start();
  await at.start();
  const [file = ''] = at.own().compiled;
  const whole = statSync(file).size;
  for (const bytes of ['', 'x'.repeat(whole)]) {
    writeFileSync(file, bytes);
    expect(await at.start()).toBe(said);
    expect(statSync(file).size).toBeGreaterThan(1000);
  }
});

test('a folder that others can write to, or that a link leads to, is left alone', async () => {
  const at = folder({ 'program.cjs': `console.log(1);${filler}` });
  await at.start();
  const own = at.own().folder ?? '';
  for (const spoil of [
    () => {
      mkdirSync(own);
      chmodSync(own, 0o777);
    },
    () => {
      mkdirSync(join(at.dir, 'elsewhere'));
      symlinkSync(join(at.dir, 'elsewhere'), own);
    },
  ]) {
    rmSync(own, { recursive: true });
    spoil();
    for (const _ of [1, 2, 3]) expect(await at.start()).toBe('1\n');
    expect(readdirSync(own)).toEqual([]);
  }
});

test('without a word it lies in the folder for temporary files, which is not made', async () => {
  const at = folder({ 'program.cjs': `console.log(1);${filler}` });
  const temporary = join(at.dir, 'temporary');
  for (const _ of [1, 2]) expect(await at.start({ NODE_COMPILE_CACHE: '', TMPDIR: temporary })).toBe('1\n');
  expect(existsSync(temporary)).toBe(false);
  mkdirSync(temporary);
  for (const _ of [1, 2]) expect(await at.start({ NODE_COMPILE_CACHE: '', TMPDIR: temporary })).toBe('1\n');
  expect(ownOf(temporary).compiled).toHaveLength(1);
  expect(statSync(ownOf(temporary).folder ?? '').mode & 0o777).toBe(0o700);
});

test('who switches the cache off, or measures what runs, gets none', async () => {
  const at = folder({ 'program.cjs': `console.log(1);${filler}` });
  for (const more of [{ NODE_DISABLE_COMPILE_CACHE: '1' }, { NODE_V8_COVERAGE: join(at.dir, 'coverage') }]) {
    for (const _ of [1, 2, 3]) expect(await at.start(more)).toBe('1\n');
    expect(at.own().folder).toBeUndefined();
  }
});
