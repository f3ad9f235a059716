/** Projects whose Prisma is a copy of its own, with the line in its file, and where nothing else of ours stands in the way. */
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { insertLine } from '../../src/project/line.ts';
import { makeProject, type Project, type ProjectOptions } from '../support/project.ts';
import { run } from '../support/run.ts';
import { installInto } from './installed.ts';

/** `cli` is the copy's entry file. `bare`: without the line, and without us. */
export function lineProject(options: ProjectOptions, bare = false): Project {
  const project = makeProject(options);
  onTestFinished(() => project.cleanup());
  const modules = join(project.dir, 'node_modules');
  if (!bare) installInto(project.dir);
  const copy = copyPrisma(modules);
  const file = join(copy, options.major === 8 ? 'dist/prisma.js' : 'build/index.js');
  if (!bare) writeFileSync(file, insertLine(readFileSync(file, 'utf8'), options.major === 8 ? 'esm' : 'commonjs'));
  rmSync(join(modules, '.bin'), { recursive: true });
  return {
    ...project,
    cli: file,
    prisma: (argv, more) =>
      run(project.node, [file, ...argv], { cwd: project.dir, ...more, env: { ...project.env, ...more?.env } }),
  };
}

/** In the place of the link to the fixture, which no test may change. Only what is changed is copied. */
export function copyPrisma(modules: string): string {
  const home = join(modules, 'prisma');
  const real = realpathSync(home);
  rmSync(home);
  copyFolder(real, home);
  return home;
}

function copyFolder(from: string, to: string): void {
  mkdirSync(to);
  for (const name of readdirSync(from)) {
    const [source, target] = [join(from, name), join(to, name)];
    if (['build', 'dist'].includes(name)) copyFolder(source, target);
    else if (['package.json', 'index.js', 'prisma.js'].includes(name)) copyFileSync(source, target);
    else symlinkSync(source, target);
  }
}
