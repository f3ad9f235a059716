/** Projects of six package managers' layouts, formatted as no formatter would, each a git repository of its own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

type Files = Readonly<Record<string, string>>;

const config = `// @ts-check
import { defineConfig } from "prisma/config" // no semicolon

export default defineConfig({ schema: "prisma/schema.prisma" })`;

const common: Files = {
  'prisma/schema.prisma': 'datasource db {\n  provider = "sqlite"\n}\n',
  'prisma.config.ts': config,
};

/** One line, as some tools write it. */
const oneLine = (name: string, more: object) =>
  JSON.stringify({ name, private: true, devDependencies: { prisma: '7.10.0' }, ...more });

export const layouts: Readonly<Record<string, Files>> = {
  npm: {
    ...common,
    'package.json':
      '{\n\t"name": "a",\n\t"packageManager": "npm@11.21.2",\n\t"scripts": { "postinstall": "echo \\"hi\\"", "db:studio": "prisma studio" },\n\t"dependencies": {\n\t\t"prisma": "7.10.0",\n\t\t"zod": "4.0.0"\n\t}\n}',
    '.gitignore': 'node_modules',
  },
  pnpm: {
    ...common,
    'package.json': `${oneLine('b', { packageManager: 'pnpm@10.34.9', scripts: {} })}\n`,
    'pnpm-workspace.yaml': '# settings\npatchedDependencies:\n  # why\n  ms: patches/ms.patch\nallowBuilds: [prisma]',
    '.gitignore': '',
  },
  'pnpm 9': { ...common, 'package.json': oneLine('c', { packageManager: 'pnpm@9.15.9', pnpm: {} }) },
  'yarn 1': {
    ...common,
    'package.json':
      '{\r\n  "packageManager": "yarn@1.22.22",\r\n  "devDependencies": {\r\n    "prisma": "6.19.3"\r\n  },\r\n  "prisma": { "seed": "node seed.js" }\r\n}\r\n',
    'prisma.config.ts': '',
    '.gitignore': 'node_modules\r\nbackups/\r\n',
  },
  'yarn 4': {
    ...common,
    'package.json': oneLine('d', { packageManager: 'yarn@4.18.1' }),
    '.yarnrc.yml': 'nodeLinker: node-modules',
  },
  bun: { ...common, 'package.json': oneLine('e', { packageManager: 'bun@1.4.5', patchedDependencies: {} }) },
  'a workspace of npm': {
    'package.json': '{ "private": true, "packageManager": "npm@12.2.0",\n"workspaces": ["packages/*"] }\n',
    'packages/db/package.json': '{\n    "name": "db",\n    "dependencies": { "prisma": "7.10.0" }\n}\n',
    'packages/db/prisma.config.cjs':
      '"use strict"\r\n/** @type {import("prisma/config").PrismaConfig} */\r\nmodule.exports = {}\r\n',
    'packages/db/prisma/schema.prisma': 'datasource db {\n  provider = "sqlite"\n}\n',
    'packages/web/package.json': '{"name":"web"}',
  },
};

export interface Repository {
  readonly dir: string;
  git(...words: string[]): string;
  /** What differs from the last commit, with what is not in it; empty where nothing does. */
  status(): string;
}

export function makeRepository(files: Files): Repository {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'setup-')));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  // An empty text stands for no file.
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    if (content !== '' || name === '.gitignore') writeFileSync(join(dir, name), content);
  }
  const repository = openRepository(dir);
  repository.git('init', '--quiet', '--initial-branch=main');
  commitAll(repository, 'before');
  return repository;
}

export function commitAll({ git }: Repository, message: string): void {
  git('add', '--all');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--allow-empty', '-m', message);
}

/** As a teammate has it: what is committed, and nothing else. */
export function cloneOf({ dir, git }: Repository): Repository {
  const clone = realpathSync(mkdtempSync(join(tmpdir(), 'setup-')));
  onTestFinished(() => rmSync(clone, { recursive: true, force: true }));
  git('clone', '--quiet', dir, clone);
  return openRepository(clone);
}

function openRepository(dir: string): Repository {
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'core.autocrlf=false', ...words], { cwd: dir, encoding: 'utf8' });
  return { dir, git, status: () => git('status', '--short', '--untracked-files=all') };
}
