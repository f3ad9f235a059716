import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createHost } from '../../src/host.ts';
import { findInstalled } from '../../src/project/installed.ts';
import { hasLine, insertLine, removeLine } from '../../src/project/line.ts';
import { link } from '../../src/setup/link.ts';

const host = createHost();
// Bytes that are no UTF-8 are part of it.
const entry = Buffer.concat([
  Buffer.from('#!/usr/bin/env node\n"use strict";main();\n'),
  Buffer.from([0xff, 0x00, 0x0a]),
]);

function folder(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'link-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

function installPrisma(home: string, version = '7.10.0', name = 'prisma'): string {
  const file = join(home, version.startsWith('8') ? 'dist/prisma.js' : 'build/index.js');
  mkdirSync(dirname(file), { recursive: true });
  const type = version.startsWith('8') ? { type: 'module' } : {};
  const bin = { prisma: version.startsWith('8') ? './dist/prisma.js' : 'build/index.js' };
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name, version, bin, ...type }));
  writeFileSync(file, entry);
  chmodSync(file, 0o755);
  return file;
}

const versionsIn = (dir: string) =>
  findInstalled(host, [dir])
    .map(({ version }) => version)
    .sort();

test('the line goes in once, and out again to the byte, with the mode it had', () => {
  const dir = folder();
  const file = installPrisma(join(dir, 'node_modules/prisma'));
  const [cli] = findInstalled(host, [dir]);
  if (!cli) throw new Error('not found');
  expect(link(host, dir, cli, 'in').result).toBe('changed');
  expect(link(host, dir, cli, 'in').result).toBe('kept');
  expect(readFileSync(file, 'latin1').match(/prisma-interlock\/entry/g)).toHaveLength(1);
  expect(statSync(file).mode & 0o777).toBe(0o755);
  expect(link(host, dir, cli, 'out').result).toBe('changed');
  expect(readFileSync(file)).toEqual(entry);
  expect(readdirSync(dirname(file))).toEqual(['index.js']);
});

test('other projects that share the file by a hard link keep theirs', () => {
  const dir = folder();
  const file = installPrisma(join(dir, 'node_modules/prisma'));
  linkSync(file, join(dir, 'store'));
  for (const cli of findInstalled(host, [dir])) link(host, dir, cli, 'in');
  expect(readFileSync(join(dir, 'store'))).toEqual(entry);
});

test('a Prisma outside of the project is refused', () => {
  const [dir, global] = [folder(), folder()];
  const file = installPrisma(join(global, 'prisma'));
  mkdirSync(join(dir, 'node_modules'));
  symlinkSync(join(global, 'prisma'), join(dir, 'node_modules/prisma'));
  const results = findInstalled(host, [dir]).map((cli) => link(host, dir, cli, 'in'));
  expect(results).toEqual([expect.objectContaining({ result: 'refused', why: expect.stringContaining('outside') })]);
  expect(readFileSync(file)).toEqual(entry);
});

test('every installed Prisma is found once: hoisted, in a store, in another package, not an alias of ours', () => {
  const dir = folder();
  const modules = join(dir, 'node_modules');
  installPrisma(join(modules, '.pnpm/prisma@6.19.3_x/node_modules/prisma'), '6.19.3');
  symlinkSync('.pnpm/prisma@6.19.3_x/node_modules/prisma', join(modules, 'prisma'));
  installPrisma(join(modules, '.bun/prisma@5.22.0/node_modules/prisma'), '5.22.0');
  installPrisma(join(modules, '@scope/tool/node_modules/prisma'), '7.10.0');
  installPrisma(join(modules, 'other/node_modules/deep/node_modules/prisma'), '8.0.0');
  installPrisma(join(modules, 'alias/node_modules/prisma'), '1.0.0', 'prisma-interlock');
  expect(versionsIn(dir)).toEqual(['5.22.0', '6.19.3', '7.10.0', '8.0.0']);
});

test.each(['commonjs', 'esm'] as const)('the line of a %s file is known again, also an older one', (module) => {
  const text = '#!/usr/bin/env node\r\n"use strict";x\r\n';
  const older = insertLine(text, module).replace('which is not installed any more', 'which is gone');
  expect(hasLine(older)).toBe(true);
  expect(removeLine(older)).toBe(text);
  expect(hasLine(text)).toBe(false);
});
