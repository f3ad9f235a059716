import { defineConfig, type UserConfig } from 'tsdown';
import { shipLicences } from './licences.ts';

const shared: UserConfig = {
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

const commonjs = { ...shared, format: 'cjs', shims: true, clean: false } satisfies UserConfig;

/** Apart, so that all that the fast path needs is one file. */
export default defineConfig([
  { ...shared, entry: { shim: 'src/programs/shim.ts' } },
  {
    ...shared,
    entry: { interlock: 'src/programs/interlock.ts', env: 'src/programs/env.ts' },
    clean: false,
  },
  { ...commonjs, entry: { gate: 'src/programs/gate.ts' } },
  { ...commonjs, entry: { 'cli-preload': 'src/programs/cli-preload.ts' } },
  { ...commonjs, entry: { entry: 'src/programs/entry.ts' } },
  { ...shared, entry: { config: 'src/programs/config.ts' }, clean: false, dts: true },
]);
