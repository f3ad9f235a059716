import { expect, test } from 'vitest';
import { findMembers } from '../../src/project/members.ts';
import { folderWith, hostAt } from '../doctor/surroundings.ts';

test('members of a workspace are found by the globs of npm and of pnpm, and only those that depend on Prisma', () => {
  const db = '{"devDependencies":{"prisma":"7"}}';
  const members = {
    'packages/a/package.json': db,
    'packages/b/package.json': '{}',
    'apps/x/y/package.json': db,
    'tools/db-1/package.json': db,
  };
  const list = (files: Record<string, string>) => {
    const folder = folderWith({ ...members, 'packages/a/node_modules/c/package.json': db, ...files });
    return findMembers(hostAt(folder)).map((member) => member.slice(folder.length + 1));
  };
  expect(list({ 'package.json': '{}' })).toEqual([]);
  expect(list({ 'package.json': '{"workspaces":["packages/*"]}' })).toEqual(['packages/a']);
  expect(list({ 'package.json': '{"workspaces":{"packages":["./apps/**","tools/db-*"]}}' })).toEqual([
    'apps/x/y',
    'tools/db-1',
  ]);
  const pnpm =
    'catalog:\n  a: 1\npackages:\n  # all\n  - "packages/*"\n\n  - apps/** # deep\n  - \'!apps/x/**\'\nother:\n  - tools/*\n';
  expect(list({ 'pnpm-workspace.yaml': pnpm })).toEqual(['packages/a']);
});
