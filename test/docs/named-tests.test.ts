/** A page that says which test shows something names one that is there. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const pages = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));

it.each(pages)('docs/%s names tests that are there', (page) => {
  const text = readFileSync(join(root, 'docs', page), 'utf8');
  const named = [...text.matchAll(/`(test\/[\w./-]+\.ts)`/g)].map(([, file = '']) => file);
  expect(named.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

it('finds such names', () => {
  expect(readFileSync(join(root, 'docs', 'knowing.md'), 'utf8')).toMatch(/`test\/[\w./-]+\.ts`/);
});
