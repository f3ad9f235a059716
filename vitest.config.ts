import { defineConfig } from 'vitest/config';
import { readParts } from './test/parts.ts';

const { real } = readParts();

export default defineConfig({
  test: {
    pool: 'forks',
    // Many tests wait for a disk, a server or a lock: with four of them two processors are busy.
    maxWorkers: 4,
    testTimeout: 240_000,
    hookTimeout: 120_000,
    setupFiles: ['test/support/home.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          include: ['test/**/*.test.ts'],
          exclude: [...real, 'test/fixtures/**', '**/node_modules/**'],
        },
      },
      {
        extends: true,
        test: { name: 'real', include: [...real], globalSetup: ['test/global-setup.ts'] },
      },
    ],
  },
});
