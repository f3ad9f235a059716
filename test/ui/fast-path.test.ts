import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'tsdown';
import { expect, test } from 'vitest';

test('a refusal is printed without loading any package but picocolors', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'prisma-interlock-refusal-'));
  const source = join(import.meta.dirname, '../../src/ui');
  await build({
    config: false,
    entry: { refusal: join(source, 'refusal.ts'), print: join(source, 'print.ts') },
    outDir: folder,
    format: 'esm',
    platform: 'node',
    dts: false,
    logLevel: 'error',
    fixedExtension: true,
    deps: { neverBundle: [/^[^./]/] },
  });
  const text = readdirSync(folder)
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
  const loaded = [...text.matchAll(/\b(?:from|import|import\(|require\()\s*["']([^."'][^"']*)["']/g)];
  expect(new Set(loaded.map(([, name]) => name))).toEqual(new Set(['picocolors']));
  rmSync(folder, { recursive: true });
});
