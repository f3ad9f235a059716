/**
 * Makes the five changes of CONTRIBUTING.md in a copy of the tree. Each must touch no other file than its row names, pass
 * what it concerns of the fast tests, and fail there by the name of whatever is left out.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type Change, changes } from './changes.ts';

const root = join(import.meta.dirname, '..', '..');
const copied = [
  'bin',
  'docs',
  'policy',
  'shims',
  'src',
  'test',
  'package.json',
  'README.md',
  'tsconfig.json',
  'vitest.config.ts',
];
const home = mkdtempSync(join(tmpdir(), 'newcomer-'));

for (const name of copied)
  cpSync(join(root, name), join(home, name), { recursive: true, filter: (path) => !path.endsWith('node_modules') });
symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'junction');

const read = (file: string) => (existsSync(join(home, file)) ? readFileSync(join(home, file), 'utf8') : undefined);

function write(file: string, text: string | undefined): void {
  if (text === undefined) {
    rmSync(file.includes('/engines/') ? dirname(join(home, file)) : join(home, file), { recursive: true });
    return;
  }
  mkdirSync(dirname(join(home, file)), { recursive: true });
  writeFileSync(join(home, file), text);
}

function vitest(...words: readonly string[]) {
  const program = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [program, 'run', '--project', 'fast', '--reporter', 'verbose', ...words];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: home,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { passed: status === 0, said: stripVTControlCharacters(`${stdout}\n${stderr}`) };
}

/** The files of its row in CONTRIBUTING.md, as patterns. */
function row(what: string): RegExp[] {
  const line = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')
    .split('\n')
    .find((each) => each.startsWith(`| ${what} |`));
  const files = [...(line ?? '').matchAll(/`([^`]+)`/g)].map(([, file = '']) => file);
  const said = line?.includes('the file that says it') ? ['src/<path>.ts'] : [];
  return [...files, ...said].map(
    (file) => new RegExp(`^${file.replace(/[.*+]/g, '\\$&').replace(/<\w+>/g, '[\\w/-]+')}`),
  );
}

/** What is wrong with how this change went; nothing where all is well. */
function tryChange({ what, files, page, tests }: Change): string[] {
  const touched = [...Object.keys(files), ...(page ? [page] : [])];
  const old = new Map(touched.map((file) => [file, read(file)]));
  const wrong = touched
    .filter((file) => !row(what).some((pattern) => pattern.test(file)))
    .map((file) => `${file} is not in its row`);
  for (const [file, edit] of Object.entries(files)) write(file, edit(old.get(file)));
  if (page) vitest(...tests, '--update');
  const whole = vitest(...tests);
  if (!whole.passed) wrong.push(`all of it fails:\n${whole.said}`);
  for (const file of touched) {
    const done = read(file);
    write(file, old.get(file));
    const { passed, said } = vitest(...tests);
    if (passed) wrong.push(`nobody misses ${file}`);
    else if (!names(file, failures(said))) wrong.push(`nobody names ${file}:\n${failures(said)}`);
    else console.info(`  without ${file}: named`);
    write(file, done);
  }
  for (const [file, text] of old) if (text !== read(file)) write(file, text);
  return wrong;
}

/** A module that is missing is named as its importer calls it; where a code is to be said is anybody's choice, so the code is named. */
const names = (file: string, said: string) =>
  [file, `'./${basename(file)}'`, ...(file === 'src/commands/link.ts' ? ['newcomer-refused'] : [])].some((each) =>
    said.includes(each),
  );

const failures = (said: string) => said.slice(said.indexOf('Failed '));

try {
  const asked = process.argv.slice(2);
  for (const change of changes.filter(({ what }) => asked.length === 0 || asked.includes(what))) {
    console.info(`${change.what} (${Object.keys(change.files).length + (change.page ? 1 : 0)} files)`);
    const wrong = tryChange(change);
    for (const line of wrong) console.error(`  WRONG: ${line}`);
    if (wrong.length > 0) process.exitCode = 1;
  }
} finally {
  rmSync(home, { recursive: true, force: true });
}
