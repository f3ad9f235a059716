import { defineConfig } from 'vitest/config';

/** Folders of pure steps, whose tests need neither a database nor a Prisma: they start at once. */
const pure = ['test/{parse,classify,decide,errors,rules,policy,secrets,setup,ui}/**/*.test.ts'];

export default defineConfig({
  test: {
    pool: 'forks',
    // Many tests wait for a disk, a server or a lock: with three of them two processors are busy.
    maxWorkers: 3,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      { extends: true, test: { name: 'pure', include: pure } },
      {
        extends: true,
        test: {
          name: 'real',
          include: ['test/**/*.test.ts'],
          exclude: [...pure, 'test/fixtures/**', '**/node_modules/**'],
          globalSetup: ['test/global-setup.ts'],
        },
      },
    ],
  },
});
