import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const dist = join(import.meta.dirname, '../../dist');
const texts = readdirSync(dist)
  .filter((name) => /\.c?js$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(dist, name), 'utf8') }));

/** A word of each that neither another package nor we have. */
test.each([
  ['execa', 'gracefulCancel'],
  ['age-encryption', 'mlkem768x25519'],
])('%s is in dist/ once, whichever program asks for it', (name, word) => {
  expect(texts.filter(({ text }) => text.includes(word)).map((file) => file.name)).toEqual([`${name}.js`]);
});

test('a program of CommonJS imports them, since Node 20 may not require a module', () => {
  const asked = texts
    .filter(({ name }) => name.endsWith('.cjs'))
    .flatMap(({ text }) => [...text.matchAll(/(\w+)\(\s*[`'"]\.\/(?:execa|age-encryption)\.js[`'"]/g)]);
  expect(new Set(asked.map(([, how]) => how))).toEqual(new Set(['import']));
});
