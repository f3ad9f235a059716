import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { configNames, findConfigs } from '../../src/project/config-files.ts';
import { scratchFolder } from '../backup/engines/scratch.ts';
import { folderWith, hostAt } from '../doctor/surroundings.ts';
import { fixturePath } from '../support/fixtures.ts';
import { nodePath } from '../support/node-versions.ts';

const endings = ['js', 'ts', 'mjs', 'cjs', 'mts', 'cts'];
const folders = ['', '.config/', 'prisma/', 'prisma.config/', '.config/prisma/', '.config/prisma.config/', 'prisma7/'];
const stems = ['prisma.config', 'prisma7.config', 'prisma8.config', 'prisma', 'prisma7', 'index', 'config'];
const candidates = folders.flatMap((folder) =>
  [
    ...stems,
    ...(folder === '' ? ['prisma7.config/index', '.config/prisma7/index', '.config/prisma7.config/index'] : []),
  ]
    .map((stem) => folder + stem)
    .flatMap((stem) => endings.map((ending) => `${stem}.${ending}`)),
);

/** The files among `candidates` that the real loader takes, first of all the one that it prefers. */
function asPrismaReads(major: 6 | 7 | 8): string[] {
  const dir = scratchFolder();
  const exported = major === 8 ? '{ $prismaConfig: 1, parent: false }' : '{}';
  for (const name of candidates) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    const isCommonjs = /\.(?:js|cjs|cts)$/.test(name);
    writeFileSync(join(dir, name), `${isCommonjs ? 'module.exports =' : 'export default'} ${exported};\n`);
  }
  const home = fixturePath(`prisma${major}`, 'node_modules/@prisma');
  const loader = join(home, major === 8 ? 'cli-engine/dist/index.js' : 'config/dist/index.js');
  const program = join(import.meta.dirname, 'load-configs.mjs');
  const answer = execFileSync(nodePath(24), [program, loader, dir], { encoding: 'utf8', cwd: import.meta.dirname });
  return answer.split('\n').filter((name) => name !== '');
}

for (const [major, version] of [
  [6, '6.19.3'],
  [7, '7.10.1'],
  [8, '8.0.0-rc.19'],
] as const) {
  test(`of ${candidates.length} names Prisma ${major} finds those that we know, in the order that we know`, () => {
    expect(asPrismaReads(major)).toEqual(configNames(version));
  });
}

test('names that only a later release of Prisma 7 knows count from there on, and where the version is not known', () => {
  const first = (version: string | undefined) => configNames(version)[0];
  expect(['7.9.1', '6', '7.10.0', '7', '8', undefined].map(first)).toEqual([
    'prisma.config.js',
    'prisma.config.js',
    'prisma7.config.js',
    'prisma7.config.js',
    'prisma.config.ts',
    'prisma7.config.js',
  ]);
  expect(configNames('5.22.0')).toEqual([]);
});

test('config files are found by place, by name, by the helper they load and by the scripts that name them', () => {
  const folder = folderWith({
    'prisma.config.ts': "// import 'prisma-interlock/config';\n",
    'prisma.config.mts': '',
    'prisma.prod.config.ts': "import 'prisma-interlock/config';\n",
    '.config/prisma.ts': "const { withInterlock } = require('prisma-interlock/config');\n",
    'prisma/other.ts': "import { defineConfig } from 'prisma/config';\n",
    'cfg/prisma-e2e.ts':
      'import { withInterlock } from "prisma-interlock/config";\nexport default { engine: \'js\' }\n',
    'next.config.ts': '',
    'package.json':
      '{"scripts":{"e2e":"prisma db push --config=cfg/prisma-e2e.ts","x":"eslint --config ../x/prisma.ts"}}',
  });
  const found = findConfigs(hostAt(folder), folder, '7.10.0');
  expect(found.map(({ path, ...rest }) => ({ path: path.slice(folder.length + 1), ...rest }))).toEqual([
    { path: 'prisma.config.ts', isDefault: true, hasLine: false, bypassesEngine: false },
    { path: 'prisma.config.mts', isDefault: false, hasLine: false, bypassesEngine: false },
    { path: '.config/prisma.ts', isDefault: false, hasLine: true, bypassesEngine: false },
    { path: 'prisma.prod.config.ts', isDefault: false, hasLine: true, bypassesEngine: false },
    { path: 'prisma/other.ts', isDefault: false, hasLine: false, bypassesEngine: false },
    { path: 'cfg/prisma-e2e.ts', isDefault: false, hasLine: true, bypassesEngine: true },
  ]);
});

test('a folder with the name of a config file is none, and the next place counts', () => {
  const folder = folderWith({ 'prisma.config.ts/x': '', '.config/prisma/index.mts': '' });
  expect(findConfigs(hostAt(folder), folder, '7')).toMatchObject([
    { path: join(folder, '.config/prisma/index.mts'), isDefault: true },
  ]);
});
