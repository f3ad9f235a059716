import { defineConfig } from 'tsdown';

export default defineConfig({
  entry: { shim: 'src/shim.ts', interlock: 'src/interlock.ts' },
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: false,
  dts: false,
  sourcemap: false,
});
