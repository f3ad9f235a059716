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
};

const commonjs = { ...shared, format: 'cjs', shims: true, clean: false } satisfies UserConfig;

/** Apart, so that all that the fast path needs is one file. */
export default defineConfig([
  { ...shared, entry: { shim: 'src/shim.ts' } },
  { ...shared, entry: { interlock: 'src/interlock.ts', env: 'src/env.ts' }, clean: false },
  { ...commonjs, entry: { gate: 'src/gate.ts' } },
  { ...commonjs, entry: { entry: 'src/entry.ts' } },
  { ...shared, entry: { config: 'src/config.ts' }, clean: false, dts: true },
]);
