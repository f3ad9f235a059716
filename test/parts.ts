/**
 * Which tests are fast and which need something from outside: nobody lists them, their imports tell. What starts a
 * server, runs a real Prisma or another program that has to be installed lies behind one of the modules of `outside`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const root = join(import.meta.dirname, '..');

export const outside = [
  ...['needs', 'fixtures', 'server-binaries', 'restic'].map((name) => `test/support/${name}.ts`),
  // A program that is built, and then killed at each of its steps: nothing from outside, but minutes.
  'test/backup/engines/bundle.ts',
];

export interface Parts {
  /** Test files, from the project's root. */
  readonly fast: readonly string[];
  readonly real: readonly string[];
}

export function readParts(): Parts {
  const inTest = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const files = inTest.filter((file) => file.endsWith('.test.ts') && !file.includes('node_modules'));
  const tests = files.map((file) => `test/${file.replaceAll('\\', '/')}`).sort();
  const needs = (file: string) => withImports(file).some((each) => outside.includes(each));
  return { fast: tests.filter((file) => !needs(file)), real: tests.filter(needs) };
}

/** The file and what it imports below `test/`, through any number of others. Types alone need nothing. */
export function withImports(file: string): string[] {
  const found = new Set([file]);
  for (const each of found) for (const imported of importsOf(each)) found.add(imported);
  return [...found];
}

const known = new Map<string, readonly string[]>();

function importsOf(file: string): readonly string[] {
  let imports = known.get(file);
  if (imports === undefined) {
    const text = readFileSync(join(root, file), 'utf8').replace(/^(?:import|export) type [^;]*;/gm, '');
    const named = [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*'(\.[^']+\.ts)'/g)].map(([, path = '']) => path);
    const paths = named.map((path) => join(dirname(file), path).replaceAll('\\', '/'));
    // A text that merely looks like an import leads to no file.
    imports = paths.filter((path) => path.startsWith('test/') && existsSync(join(root, path)));
    known.set(file, imports);
  }
  return imports;
}
