/** Projects in which prisma-interlock is installed as a package manager would do it: `prisma` is ours, whoever types it. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { makeProject, type Project, type ProjectOptions } from '../support/project.ts';
import { openTerminal, type Terminal } from '../support/pty.ts';
import { type Ran, type RunOptions, run } from '../support/run.ts';

const root = join(import.meta.dirname, '..', '..');
const programs = ['prisma', 'prisma-interlock', 'dropdb'] as const;
export type ProgramName = (typeof programs)[number];

export interface Installed extends Project {
  /** Types a program's name: PATH begins with the project's `.bin`. */
  run(program: ProgramName, argv: readonly string[], options?: Partial<RunOptions>): Promise<Ran>;
  terminal(program: ProgramName, argv: readonly string[], env?: Readonly<Record<string, string>>): Terminal;
  /** A line for the shell of a terminal. */
  shell(line: string): Terminal;
  /** Ids of the whole backups, oldest first. */
  backups(): string[];
  /** Everything in the repository that is neither whole nor part of its own bookkeeping. */
  leftovers(): string[];
  audit(): AuditLine[];
}

export interface AuditLine {
  readonly event: 'begin' | 'end' | 'refused';
  readonly time: string;
  readonly id: string;
  readonly code?: string;
  readonly argv?: readonly string[];
  readonly exit?: number | null;
  readonly signal?: string | null;
  readonly backups?: readonly string[];
  readonly risk?: string;
}

/** Puts a copy of the package, as it would be published, below a folder with `node_modules`, and its programs into `.bin`. */
export function installInto(folder: string): string {
  const home = join(folder, 'node_modules', 'prisma-interlock');
  for (const part of ['package.json', 'bin', 'dist', 'shims', 'policy/schema.json']) {
    cpSync(join(root, part), join(home, part), { recursive: true });
  }
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'), 'junction');
  const bin = join(folder, 'node_modules', '.bin');
  mkdirSync(bin, { recursive: true });
  for (const program of programs) {
    rmSync(join(bin, program), { force: true });
    symlinkSync(join('..', 'prisma-interlock', 'bin', `${program}.js`), join(bin, program));
  }
  return bin;
}

/** `path`: folders that PATH has between `.bin` and the machine's own. */
export function linkShim(project: Project, path: readonly string[] = []): Installed {
  const bin = installInto(project.dir);
  const env = {
    ...project.env,
    PATH: [bin, ...path, project.env['PATH']].join(':'),
    TERM: 'xterm',
  };
  const repository = join(project.dir, 'backups');
  const entries = () =>
    existsSync(repository)
      ? readdirSync(repository)
          .filter((name) => !own.includes(name))
          .sort()
      : [];
  // Two of one second are in no order by their names.
  const timeOf = (name: string) =>
    String(JSON.parse(readFileSync(join(repository, name, 'manifest.json'), 'utf8')).time);
  const byTime = (one: string, other: string) => (timeOf(one) < timeOf(other) ? -1 : 1);
  const open = (file: string, argv: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const terminal = openTerminal(file, argv, { cwd: project.dir, env: { ...env, ...more }, cols: 160 });
    onTestFinished(() => terminal.kill('SIGKILL'));
    return terminal;
  };
  return {
    ...project,
    env,
    run: (program, argv, o) => run(join(bin, program), argv, { cwd: project.dir, ...o, env: { ...env, ...o?.env } }),
    terminal: (program, argv, more) => open(join(bin, program), argv, more),
    shell: (line) => open('/bin/sh', ['-c', line]),
    backups: () =>
      entries()
        .filter((name) => !name.startsWith('.'))
        .toSorted(byTime),
    leftovers: () => entries().filter((name) => name.startsWith('.')),
    audit() {
      const file = join(project.dir, '.prisma-interlock', 'audit.jsonl');
      if (!existsSync(file)) return [];
      return readFileSync(file, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line): AuditLine => JSON.parse(line));
    },
  };
}

const own = ['.gitignore', '.locks'];

/** A project of its own, removed when the test ends. */
export function installedProject(options: ProjectOptions, path: readonly string[] = []): Installed {
  const project = makeProject(options);
  onTestFinished(() => project.cleanup());
  return linkShim(project, path);
}
