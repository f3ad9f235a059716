/** What happens to a project after `init`, in this order: what people do, and what takes our layers away. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ran } from '../support/run.ts';
import { projectFiles, versions } from './project-files.ts';
import { removeInstalled, type Sandbox, writeFiles } from './sandbox.ts';

export interface State {
  readonly title: string;
  /** Whether the user's shell has our folder on its PATH. */
  readonly shell: boolean;
  /** Also told by the address alone, and compared with what a project without us prints. */
  readonly thorough: boolean;
  /** Gives the command that failed, or the last one. */
  enter(at: Sandbox): Promise<Ran>;
}

const timeout = { timeoutMs: 300_000 };

/** One after the other, until one fails. */
async function runAll(at: Sandbox, ...lines: readonly (readonly string[])[]): Promise<Ran> {
  let last: Ran = { stdout: '', stderr: 'nothing was run', exitCode: 1, signal: undefined };
  for (const words of lines) {
    last = await at.run(words, timeout);
    if (last.exitCode !== 0) break;
  }
  return last;
}

const usual = { shell: true, thorough: false };

export const states = {
  init: {
    title: 'after init',
    shell: true,
    thorough: true,
    enter: (at) => runAll(at, at.runner.once(['prisma-interlock', 'init', '--yes'])),
  },
  clean: {
    title: 'installed from the lockfile',
    ...usual,
    enter(at) {
      removeInstalled(at);
      return runAll(at, at.runner.clean);
    },
  },
  added: { title: 'another package added', ...usual, enter: (at) => runAll(at, at.runner.add('ms@2.1.3')) },
  updated: {
    title: 'Prisma updated',
    ...usual,
    enter: (at) => runAll(at, at.runner.update(versions[at.major][1])),
  },
  readded: {
    title: 'Prisma removed and added',
    ...usual,
    enter: (at) => runAll(at, at.runner.remove('prisma'), at.runner.add(`prisma@${versions[at.major][1]}`)),
  },
  rebuilt: { title: 'rebuilt', ...usual, enter: (at) => runAll(at, at.runner.rebuild) },
  scriptless: {
    title: 'from the lockfile, without scripts',
    shell: true,
    thorough: true,
    enter(at) {
      removeInstalled(at);
      return runAll(at, at.runner.cleanWithoutScripts);
    },
  },
  'shim-only': {
    title: 'the config line gone',
    shell: true,
    thorough: true,
    async enter(at) {
      removeInstalled(at);
      const ran = await runAll(at, at.runner.clean);
      putConfigsAside(at);
      return ran;
    },
  },
  'config-only': {
    title: 'all but the config line gone',
    shell: false,
    thorough: true,
    enter(at) {
      removeInstalled(at);
      dropCarriers(at);
      bringConfigsBack(at);
      return runAll(at, at.runner.install);
    },
  },
} satisfies Record<string, State>;

export type StateName = keyof typeof states;

export const stateNames = Object.keys(states) as StateName[];

const aside = (at: Sandbox) => `${at.dir}.configs`;

/** Configs become what they were; those that `init` made go. */
function putConfigsAside(at: Sandbox): void {
  const original = projectFiles(at.name, at.major);
  for (const file of configsIn(at.dir)) {
    writeFiles(aside(at), { [file]: readFileSync(join(at.dir, file), 'utf8') });
    if (original[file] === undefined) rmSync(join(at.dir, file));
    else writeFiles(at.dir, { [file]: original[file] });
  }
}

function bringConfigsBack(at: Sandbox): void {
  if (existsSync(aside(at))) cpSync(aside(at), at.dir, { recursive: true });
}

function configsIn(dir: string): string[] {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' });
  return files.filter((file) => /\.config\.[cm]?[jt]s$/.test(file) && !file.includes('node_modules'));
}

/** Everything but the dependency and the config line becomes what it was: scripts, patches, plugins, lockfile. */
function dropCarriers(at: Sandbox): void {
  const original = projectFiles(at.name, at.major);
  for (const [file, content] of Object.entries(original)) {
    if (file.endsWith('package.json')) {
      const { dependencies, devDependencies } = JSON.parse(readFileSync(join(at.dir, file), 'utf8'));
      writeFileSync(join(at.dir, file), JSON.stringify({ ...JSON.parse(content), dependencies, devDependencies }));
    } else if (/\.ya?ml$/.test(file)) writeFiles(at.dir, { [file]: content });
  }
  const locks = ['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'];
  for (const name of ['patches', '.yarn/plugins', ...locks])
    rmSync(join(at.dir, name), { recursive: true, force: true });
  // yarn 4 takes a folder without a lockfile for a part of the project above it.
  if (at.runner.install[0] === 'yarn') writeFileSync(join(at.dir, 'yarn.lock'), '');
}
