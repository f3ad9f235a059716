import { randomInt } from 'node:crypto';
import { mkdirSync, readdirSync, readlinkSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fixturePath } from './fixtures.ts';
import { needFixtures } from './needs.ts';
import { nodePath } from './node-versions.ts';
import { type ProjectOptions, projectFiles } from './project-files.ts';
import { type Ran, type RunOptions, run } from './run.ts';
import { type EngineCall, readCalls } from './tripwire.ts';

export type { Major, ProjectOptions, ProviderName } from './project-files.ts';

export interface Project {
  /** Absolute, links resolved. */
  readonly dir: string;
  /** Everything a command in this project should be given, and nothing of the machine that tests run on. */
  readonly env: Readonly<Record<string, string>>;
  /** Entry file of the real CLI, links resolved. */
  readonly cli: string;
  /**
   * The Node to run it with. The newest, whose compile cache halves the start of a real CLI; the one that runs the tests where
   * `ownNode` asks for it.
   */
  readonly node: string;
  /** Where the tripwire engine writes. */
  readonly log: string;
  /** Runs the bare real CLI; `env` is added to the project's. */
  prisma(argv: readonly string[], options?: Partial<Omit<RunOptions, 'cwd'>>): Promise<Ran>;
  calls(): EngineCall[];
  cleanup(): void;
}

await needFixtures('engine', 'prisma5', 'prisma6', 'prisma7', 'prisma8');

const support = dirname(fileURLToPath(import.meta.url));

const homeOption = `--require ${join(support, 'home.cjs')}`;

/** What NODE_OPTIONS has in every project, and more: without it a program would know the home of whoever runs the tests. */
export const nodeOptions = (more: string) => ({ NODE_OPTIONS: `${homeOption} ${more}` });

/** Makes a folder like a user's, with a real Prisma of that major, in the system's temporary folder. */
export function makeProject(options: ProjectOptions): Project {
  // In digits: letters at random may come to `qa`, which says what kind of place it is.
  const dir = join(realpathSync(tmpdir()), `prisma${options.major}-${randomInt(2 ** 47)}`);
  mkdirSync(dir);
  const fixture = fixturePath(`prisma${options.major}`);
  const log = join(dir, '.home', 'tripwire.jsonl');
  mkdirSync(dirname(log));
  for (const [name, content] of Object.entries(projectFiles(options))) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  linkPackages(join(fixture, 'node_modules'), join(dir, 'node_modules'));
  const entry = options.major === 8 ? 'dist/prisma.js' : 'build/index.js';
  const cli = realpathSync(join(dir, 'node_modules/prisma', entry));
  const node = options.ownNode ? process.execPath : nodePath(24);
  const env = projectEnv(options, dir, log, node);
  return {
    dir,
    env,
    cli,
    node,
    log,
    prisma: (argv, more) => run(node, [cli, ...argv], { cwd: dir, ...more, env: { ...env, ...more?.env } }),
    calls: () => readCalls(log),
    cleanup: () => rmSync(dir, { recursive: true, force: true, maxRetries: 3 }),
  };
}

function projectEnv(options: ProjectOptions, dir: string, log: string, node: string): Record<string, string> {
  const kept = ['PATH', 'LANG', 'TMPDIR', 'TEMP', 'SystemRoot', 'ComSpec', 'PATHEXT'];
  const machine = kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  const quiet = {
    CHECKPOINT_DISABLE: '1',
    DO_NOT_TRACK: '1',
    PRISMA_DISABLE_TELEMETRY: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
  };
  const engines = {
    PRISMA_SCHEMA_ENGINE_BINARY: join(support, `${options.engine ?? 'tripwire'}-engine.mjs`),
    // Keeps 5 and 6 from looking for a query engine to download.
    ...(options.major <= 6 ? { PRISMA_QUERY_ENGINE_LIBRARY: join(support, 'query-engine.cjs') } : {}),
    TRIPWIRE_LOG: log,
  };
  return {
    ...Object.fromEntries(machine),
    PATH: `${dirname(node)}:${process.env['PATH']}`,
    // One for all projects: the real CLIs and engines lie in the same place for all of them.
    NODE_COMPILE_CACHE: join(tmpdir(), 'prisma-interlock-tests-compiled'),
    HOME: join(dir, '.home'),
    // The home of the system's own list of users, which no variable of a program changes.
    TEST_HOME: join(dir, '.home'),
    NODE_OPTIONS: homeOption,
    ...quiet,
    ...(options.major === 8 ? {} : engines),
    ...(options.urlIn === 'env' ? { DATABASE_URL: options.url } : {}),
    ...options.env,
  };
}

/**
 * Links each package, so that a test may add to the project's node_modules without touching the fixture.
 * Programs in .bin keep their relative links, which then run through the project's.
 */
function linkPackages(from: string, to: string): void {
  mkdirSync(join(to, '.bin'), { recursive: true });
  const names = readdirSync(from).filter((name) => !name.startsWith('.'));
  for (const name of names) symlinkSync(join(from, name), join(to, name), 'junction');
  for (const name of readdirSync(join(from, '.bin'))) {
    symlinkSync(readlinkSync(join(from, '.bin', name)), join(to, '.bin', name));
  }
}
