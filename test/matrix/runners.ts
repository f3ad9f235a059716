/** The package managers, by what is typed to each of them. Their programs are in runner-programs.ts. */

export const runnerNames = [
  'npm10',
  'npm11',
  'npm12',
  'pnpm9',
  'pnpm10',
  'pnpm11',
  'pnpm12',
  'yarn1',
  'yarn4',
  'pnp',
  'bun',
] as const;

/** `npm`: the one of this machine. */
export type RunnerName = (typeof runnerNames)[number] | 'npm';

export interface Runner {
  /** One command line each, as words. */
  readonly install: readonly string[];
  /** From the lockfile, into a project without node_modules. */
  readonly clean: readonly string[];
  readonly cleanWithoutScripts: readonly string[];
  readonly rebuild: readonly string[];
  /** A package for development, such as `ms@2.1.3`, at the root of the workspaces. */
  add(what: string): readonly string[];
  /** `prisma` at the root goes to this version. */
  update(version: string): readonly string[];
  remove(name: string): readonly string[];
  /** Runs a program of a package that the project does not have. */
  once(words: readonly string[]): readonly string[];
  /** Runs a program of the project; the first is what its manual names. */
  readonly exec: readonly ((words: readonly string[]) => readonly string[])[];
  script(name: string): readonly string[];
}

const npm: Runner = {
  install: ['npm', 'install'],
  clean: ['npm', 'ci'],
  cleanWithoutScripts: ['npm', 'ci', '--ignore-scripts'],
  rebuild: ['npm', 'rebuild'],
  add: (what) => ['npm', 'install', '--save-dev', what],
  update: (version) => ['npm', 'install', '--save-dev', `prisma@${version}`],
  remove: (name) => ['npm', 'uninstall', name],
  once: (words) => ['npx', '--yes', ...words],
  exec: [(words) => ['npx', ...words], (words) => ['npm', 'exec', '--', ...words]],
  script: (name) => ['npm', 'run', name],
};

const pnpm: Runner = {
  install: ['pnpm', 'install'],
  clean: ['pnpm', 'install', '--frozen-lockfile'],
  cleanWithoutScripts: ['pnpm', 'install', '--frozen-lockfile', '--ignore-scripts'],
  rebuild: ['pnpm', 'rebuild'],
  add: (what) => ['pnpm', 'add', '--save-dev', '--workspace-root', what],
  update: (version) => ['pnpm', 'add', '--save-dev', '--workspace-root', `prisma@${version}`],
  remove: (name) => ['pnpm', 'remove', '--workspace-root', name],
  once: (words) => ['pnpm', 'dlx', ...words],
  exec: [(words) => ['pnpm', 'exec', ...words], (words) => ['pnpm', ...words]],
  script: (name) => ['pnpm', 'run', name],
};

const yarn1: Runner = {
  install: ['yarn', 'install'],
  clean: ['yarn', 'install', '--frozen-lockfile'],
  cleanWithoutScripts: ['yarn', 'install', '--frozen-lockfile', '--ignore-scripts'],
  rebuild: ['yarn', 'install', '--force'],
  add: (what) => ['yarn', 'add', '--dev', '-W', what],
  // By `upgrade`, after which yarn 1 runs no script of the project.
  update: (version) => ['yarn', 'upgrade', '-W', `prisma@${version}`],
  remove: (name) => ['yarn', 'remove', '-W', name],
  // It has no command of its own for this.
  once: (words) => ['npx', '--yes', ...words],
  exec: [(words) => ['yarn', ...words], (words) => ['yarn', 'run', ...words]],
  script: (name) => ['yarn', 'run', name],
};

const yarn4: Runner = {
  install: ['yarn', 'install'],
  clean: ['yarn', 'install', '--immutable'],
  cleanWithoutScripts: ['yarn', 'install', '--immutable', '--mode=skip-build'],
  rebuild: ['yarn', 'rebuild'],
  add: (what) => ['yarn', 'add', '--dev', what],
  update: (version) => ['yarn', 'up', `prisma@${version}`],
  remove: (name) => ['yarn', 'remove', name],
  once: (words) => ['yarn', 'dlx', '--quiet', ...words],
  exec: [(words) => ['yarn', ...words], (words) => ['yarn', 'exec', ...words]],
  script: (name) => ['yarn', 'run', name],
};

const bun: Runner = {
  install: ['bun', 'install'],
  clean: ['bun', 'install', '--frozen-lockfile'],
  cleanWithoutScripts: ['bun', 'install', '--frozen-lockfile', '--ignore-scripts'],
  rebuild: ['bun', 'install', '--force'],
  add: (what) => ['bun', 'add', '--dev', what],
  update: (version) => ['bun', 'add', '--dev', `prisma@${version}`],
  remove: (name) => ['bun', 'remove', name],
  once: (words) => ['bunx', ...words],
  exec: [(words) => ['bunx', ...words], (words) => ['bun', 'run', ...words]],
  script: (name) => ['bun', 'run', name],
};

export const runners: Readonly<Record<RunnerName, Runner>> = {
  npm,
  npm10: npm,
  npm11: npm,
  npm12: npm,
  pnpm9: pnpm,
  pnpm10: pnpm,
  pnpm11: pnpm,
  pnpm12: pnpm,
  yarn1,
  yarn4,
  pnp: yarn4,
  bun,
};
