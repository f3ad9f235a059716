import { fileURLToPath } from 'node:url';
import { defineConfig, type UserConfig } from 'tsdown';
import { shipLicences } from './licences.ts';

/**
 * Large packages that are loaded at their first use, by `import()` alone: each is one file in dist/, whichever program asks.
 * In a program of CommonJS it stays an `import()`, since Node 20 may not `require` a module.
 */
const loadedLate = ['execa', 'age-encryption'];

const packageFile = (name: string) => fileURLToPath(import.meta.resolve(name));

const loadLate = {
  name: 'load-late',
  resolveId: {
    order: 'pre' as const,
    handler: (id: string) =>
      loadedLate.includes(id) ? { id: `./${id}.js`, external: 'absolute' as const } : undefined,
  },
};

const packages: UserConfig = {
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: false,
  dts: false,
  minify: { compress: true, mangle: false },
  plugins: [shipLicences()],
  // The other build of jsonc-parser requires its parts in a way that no bundler follows.
  inputOptions: { resolve: { mainFields: ['module', 'main'] } },
};

const modules = { ...packages, plugins: [loadLate, shipLicences()], clean: false } satisfies UserConfig;

const commonjs = { ...modules, format: 'cjs', shims: true } satisfies UserConfig;

/** What programs load in any case is one file, whatever of it the parts that are loaded later use too. */
const inOne = (core: string, programs: readonly string[]): UserConfig => ({
  ...commonjs,
  entry: Object.fromEntries(programs.map((name) => [name, `src/programs/${name}.ts`])),
  outputOptions: {
    codeSplitting: { groups: [{ name: core, test: new RegExp(`/src/programs/(?:${programs.join('|')})\\.ts$`) }] },
  },
});

/** Apart, so that all that the fast path needs is one file. */
export default defineConfig([
  { ...packages, entry: Object.fromEntries(loadedLate.map((name) => [name, packageFile(name)])) },
  // The line in Prisma's own file needs what the shim does.
  inOne('shim-core', ['shim', 'entry']),
  { ...modules, entry: { interlock: 'src/programs/interlock.ts', env: 'src/programs/env.ts' } },
  inOne('gate-core', ['gate']),
  inOne('preload-core', ['cli-preload']),
  { ...commonjs, entry: { 'find-imports': 'src/programs/find-imports.ts' } },
  { ...modules, entry: { config: 'src/programs/config.ts' }, dts: true },
]);
