import { defineConfig } from 'tsdown';

const shared = {
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: false,
  dts: false,
  minify: { compress: true, mangle: false },
} as const;

/** Apart, so that all that the fast path needs is one file. */
export default defineConfig([
  { ...shared, entry: { shim: 'src/shim.ts' } },
  { ...shared, entry: { interlock: 'src/interlock.ts' }, clean: false },
  { ...shared, format: 'cjs', shims: true, entry: { gate: 'src/gate.ts' }, clean: false },
  { ...shared, format: 'cjs', shims: true, entry: { entry: 'src/entry.ts' }, clean: false },
  { ...shared, entry: { config: 'src/config.ts' }, clean: false, dts: true },
]);
