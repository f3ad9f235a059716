import { existsSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Ran } from '../support/run.ts';
import { type EngineCall, readCalls } from '../support/tripwire.ts';
import { type Evidence, envFile, type Major, projectFiles } from './project-files.ts';
import { type GroupOptions, runGroup } from './run-group.ts';
import { installPrograms, programsPath, runnerEnvironment } from './runner-programs.ts';
import { type Runner, type RunnerName, runners } from './runners.ts';

/** One project, its runner, and all that a command in it may see of the machine. */
export interface Sandbox {
  readonly name: RunnerName;
  readonly runner: Runner;
  readonly major: Major;
  /** Root of the project; absolute, links resolved. */
  readonly dir: string;
  readonly env: Readonly<Record<string, string>>;
  run(words: readonly string[], options?: Partial<GroupOptions>): Promise<Ran>;
  /** What reached the tripwire engine since `forget`. */
  calls(): EngineCall[];
  forget(): void;
  /** Lets the project's `.env` name the database of this evidence. */
  nameDatabase(evidence: Evidence): void;
}

export interface SandboxOptions {
  readonly name: RunnerName;
  readonly major: Major;
  /** Becomes the project. */
  readonly dir: string;
  /** The runner's programs, and what it keeps: yarn 1 breaks a cache that two of it write to. */
  readonly home: string;
  readonly registry: string;
}

const support = join(import.meta.dirname, '..', 'support');

export function makeSandbox({ name, major, dir, home, registry }: SandboxOptions): Sandbox {
  writeFiles(dir, projectFiles(name, major));
  const project = realpathSync(dir);
  const programs = join(home, 'programs');
  const path = existsSync(programs) ? programsPath(name, programs) : installPrograms(name, programs);
  const log = `${project}.calls.jsonl`;
  const env = {
    ...runnerEnvironment(name, join(home, 'home'), registry),
    PATH: path,
    LANG: 'C.UTF-8',
    TERM: 'dumb',
    CHECKPOINT_DISABLE: '1',
    DO_NOT_TRACK: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    // With these nothing is downloaded, neither by an install nor by a command.
    PRISMA_SCHEMA_ENGINE_BINARY: join(support, 'tripwire-engine.mjs'),
    PRISMA_QUERY_ENGINE_LIBRARY: join(support, 'query-engine.cjs'),
    PRISMA_SKIP_POSTINSTALL_GENERATE: '1',
    TRIPWIRE_LOG: log,
  };
  return {
    name,
    runner: runners[name],
    major,
    dir: project,
    env,
    run: (words, options) => runGroup(words, { cwd: project, ...options, env: { ...env, ...options?.env } }),
    calls: () => readCalls(log),
    forget: () => rmSync(log, { force: true }),
    nameDatabase(evidence) {
      for (const folder of ['', 'packages/app']) writeFileSync(join(project, folder, '.env'), envFile(evidence));
    },
  };
}

export function writeFiles(dir: string, files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
}

/** As in a fresh clone: nothing of what installs make. */
export function removeInstalled({ dir }: Sandbox): void {
  for (const folder of [dir, ...readdirSync(join(dir, 'packages')).map((name) => join(dir, 'packages', name))]) {
    for (const name of ['node_modules', 'generated']) rmSync(join(folder, name), { recursive: true, force: true });
  }
  for (const name of ['.pnp.cjs', '.pnp.loader.mjs', '.yarn/unplugged', '.yarn/install-state.gz']) {
    rmSync(join(dir, name), { recursive: true, force: true });
  }
}
