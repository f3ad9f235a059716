import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const folder = join(import.meta.dirname, '../../../src/backup/engines');
const registry = readFileSync(join(folder, 'registry.ts'), 'utf8');
const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());

test.each(folders.map(({ name }) => name))('src/backup/engines/registry.ts loads the engine %s', (name) => {
  expect(existsSync(join(folder, name, 'engine.ts')), `src/backup/engines/${name}/engine.ts is not there`).toBe(true);
  const line = `import('./${name}/engine.ts')`;
  expect(registry, `src/backup/engines/registry.ts has no line with ${line}`).toContain(line);
});

test('every engine that src/backup/engines/registry.ts loads is there', () => {
  const loaded = [...registry.matchAll(/import\('\.\/([^']+)'\)/g)].map(([, path = '']) => path);
  expect(loaded).not.toEqual([]);
  for (const path of loaded)
    expect(existsSync(join(folder, path)), `src/backup/engines/${path} is not there`).toBe(true);
});
