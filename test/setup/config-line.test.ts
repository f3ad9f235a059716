import { expect, test } from 'vitest';
import { addConfigLine, removeConfigLine } from '../../src/setup/layers/config-line.ts';

const esm = "import 'prisma-interlock/config';";
const commonjs = "require('prisma-interlock/config');";

test.each([
  [
    'a.ts',
    "import { defineConfig } from 'prisma/config';\n",
    `${esm}\nimport { defineConfig } from 'prisma/config';\n`,
  ],
  [
    'a.ts',
    '// @ts-check\n\n/* why */\nexport default {};\n',
    `// @ts-check\n\n/* why */\n${esm}\nexport default {};\n`,
  ],
  ['a.mjs', '/** @type {X} */\nexport default {}', `${esm}\n/** @type {X} */\nexport default {}`],
  ['a.cjs', '"use strict";\r\nmodule.exports = {};\r\n', `"use strict";\r\n${commonjs}\r\nmodule.exports = {};\r\n`],
  ['a.js', 'module.exports = {}', `${commonjs}\nmodule.exports = {}`],
  ['a.js', '\uFEFF#!/usr/bin/env node\nexport default {}\n', `\uFEFF#!/usr/bin/env node\n${esm}\nexport default {}\n`],
])('the line in %s stands before the first statement, and is gone again to the byte', (file, text, expected) => {
  expect(addConfigLine(file, text)).toBe(expected);
  expect(addConfigLine(file, expected)).toBe(expected);
  expect(removeConfigLine(expected)).toBe(text);
});

test('a config that has the line in its own words is left alone', () => {
  const text = "import { withInterlock } from 'prisma-interlock/config'\nexport default withInterlock({})\n";
  expect(addConfigLine('a.ts', text)).toBe(text);
  expect(removeConfigLine(text)).toBe(text);
});
