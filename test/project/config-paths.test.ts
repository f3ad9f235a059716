import { describe, expect, test } from 'vitest';
import { readPaths } from '../../src/project/config-paths.ts';

/** The value of the key, and the path that it means; undefined where the text alone does not tell. */
const values: readonly (readonly [says: string, path: string | undefined])[] = [
  [`'prisma/schema.prisma'`, 'prisma/schema.prisma'],
  ['"db"', 'db'],
  ['`data/x.prisma`', 'data/x.prisma'],
  [`path.join('prisma', 'migrations')`, 'prisma/migrations'],
  [`join(__dirname, 'db', "schema.prisma")`, './db/schema.prisma'],
  [`path.resolve(import.meta.dirname, '../shared/schema.prisma')`, './../shared/schema.prisma'],
  [`path.posix.join(process.cwd(), 'prisma')`, './prisma'],
  [`fileURLToPath(new URL('./prisma/schema.prisma', import.meta.url))`, './prisma/schema.prisma'],
  [`path.join(base, 'migrations')`, undefined],
  [`path.join('packages', name(), 'prisma')`, undefined],
  [`\`\${root}/schema.prisma\``, undefined],
  [`'packages/' + name`, undefined],
  [`join('a', 'b') + suffix`, undefined],
];

describe.each(values)('a config that says %s', (says, path) => {
  test.each([
    `export default { schema: ${says}, migrations: {} };`,
    `export default defineConfig({\n  migrations: {\n    path: ${says}\n  },\n});`,
    `module.exports = { "schema": ${says} }`,
  ])('in %s', (text) => {
    expect(readPaths(text)).toEqual([{ path, says }]);
  });
});

test('what is no path is none: a type, a flag, a variable of that name', () => {
  for (const text of ['interface A { schema: string; path: boolean }', 'const x = { path: true, schema: undefined }']) {
    expect(readPaths(text)).toEqual([]);
  }
});
