import { lineFor } from '../project/line.ts';

/** Where the entry of a Prisma CLI is, and which of the two lines belongs there. */
const entries = {
  commonjs: { file: 'build/index.js', versions: '<8.0.0-0' },
  esm: { file: 'dist/prisma.js', versions: '>=8.0.0-0' },
} as const;

/** The line as a patch: the same for every version of Prisma with that entry, because no other line is part of it. */
export function patchFor(module: 'commonjs' | 'esm'): string {
  const { file } = entries[module];
  return `diff --git a/${file} b/${file}\n${hunk(module)}`;
}

/** For Yarn, which takes the parts that fit the version. */
export function patchForAll(): string {
  const modules = ['commonjs', 'esm'] as const;
  return modules
    .map((module) => {
      const { file, versions } = entries[module];
      return `diff --git a/${file} b/${file}\nsemver exclusivity ${versions}\n${hunk(module)}`;
    })
    .join('');
}

function hunk(module: 'commonjs' | 'esm'): string {
  const { file } = entries[module];
  return `--- a/${file}\n+++ b/${file}\n@@ -1,1 +1,2 @@\n #!/usr/bin/env node\n+${lineFor(module)}\n`;
}
