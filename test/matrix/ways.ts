/** The ways in: how somebody, or some program, comes to start Prisma in a project. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createConversation, greeting } from './mcp.ts';
import { type Evidence, urls } from './project-files.ts';
import type { GroupOptions } from './run-group.ts';
import type { Sandbox } from './sandbox.ts';

export interface Line {
  readonly words: readonly string[];
  readonly options?: Partial<GroupOptions>;
}

/** The same two commands go down every way. */
export type Errand = 'destroy' | 'check';

export interface Place {
  readonly at: Sandbox;
  readonly evidence: Evidence;
  /** What the user's shell has evaluated: the output of `shellenv sh`; empty where nothing of ours is installed. */
  readonly shell: string;
}

export interface Way {
  readonly title: string;
  /** Undefined where the project has no such file, or the errand cannot be run that way. */
  line(place: Place, errand: Errand): Line | undefined;
}

const words = {
  destroy: ['db', 'push', '--force-reset'],
  check: ['validate'],
} as const;

/** Where no config of the project is read, 7 has to be told the URL. */
const elsewhere = ({ at, evidence }: Place, errand: Errand) =>
  errand === 'destroy' && at.major === 7 ? [...words.destroy, '--url', urls[evidence]] : words[errand];

const exec = ({ at }: Place, index: number, argv: readonly string[], folder = ''): Line => ({
  words: at.runner.exec[index]?.(['prisma', ...argv]) ?? [],
  options: { cwd: join(at.dir, folder) },
});

/** A file below the project's root, started in `folder`. */
function file({ at }: Place, path: string, before: readonly string[], argv: readonly string[], folder = '') {
  const program = join(at.dir, path);
  if (!existsSync(program)) return undefined;
  return { words: [...before, program, ...argv], options: { cwd: join(at.dir, folder) } };
}

/** A line typed into a shell. `path`: what is done to PATH after the shell has started. */
function typed({ at, shell }: Place, errand: Errand, path: string): Line {
  const env = shell === '' ? { PATH: `${join(at.dir, 'node_modules/.bin')}:${at.env['PATH']}` } : {};
  return { words: ['/bin/sh', '-c', `${shell}\n${path}\nprisma ${words[errand].join(' ')}`], options: { env } };
}

const entry = 'node_modules/prisma/build/index.js';
const bin = 'node_modules/.bin/prisma';

export const ways = {
  path: { title: 'prisma, by PATH', line: (place, errand) => typed(place, errand, ':') },
  twice: {
    title: 'prisma, our folder twice on PATH',
    line: (place, errand) => typed(place, errand, 'PATH="$(dirname "$(command -v prisma)"):$PATH"'),
  },
  behind: {
    title: 'prisma, .bin before our folder on PATH',
    line: (place, errand) =>
      existsSync(join(place.at.dir, bin)) ? typed(place, errand, 'PATH="$PWD/node_modules/.bin:$PATH"') : undefined,
  },
  exec: { title: 'npx prisma, and its like', line: (place, errand) => exec(place, 0, words[errand]) },
  other: { title: 'the other way to say it', line: (place, errand) => exec(place, 1, words[errand]) },
  script: {
    title: 'a script of package.json',
    line: ({ at }, errand) => ({ words: at.runner.script({ destroy: 'reset', check: 'check' }[errand]) }),
  },
  bin: { title: '.bin/prisma', line: (place, errand) => file(place, bin, [], words[errand]) },
  entry: { title: 'node prisma/build/index.js', line: (place, errand) => file(place, entry, ['node'], words[errand]) },
  config: {
    title: '--config other.config.ts',
    line: (place, errand) => exec(place, 0, [...words[errand], '--config', 'other.config.ts']),
  },
  'config-entry': {
    title: 'the entry file with --config',
    line: (place, errand) => file(place, entry, ['node'], [...words[errand], '--config', 'other.config.ts']),
  },
  below: {
    title: 'npx prisma, in prisma/',
    line: (place, errand) => exec(place, 0, elsewhere(place, errand), 'prisma'),
  },
  'below-bin': {
    title: '.bin/prisma, in prisma/',
    line: (place, errand) => file(place, bin, [], elsewhere(place, errand), 'prisma'),
  },
  member: {
    title: 'npx prisma, in a member of the workspace',
    line: (place, errand) => exec(place, 0, words[errand], 'packages/app'),
  },
  'member-bin': {
    title: '.bin/prisma, in a member of the workspace',
    line: (place, errand) =>
      file(place, `packages/app/${bin}`, [], words[errand], 'packages/app') ??
      file(place, bin, [], words[errand], 'packages/app'),
  },
  mcp: {
    title: 'prisma mcp, told by an editor',
    line(place, errand) {
      if (errand === 'check') return undefined;
      const converse = createConversation(place.at.major, place.at.dir);
      return { words: exec(place, 0, ['mcp']).words, options: { input: greeting, converse } };
    },
  },
  bun: {
    title: "npx prisma, run by Bun's own runtime",
    line: ({ at }, errand) =>
      at.name === 'bun' ? { words: ['bunx', '--bun', 'prisma', ...words[errand]] } : undefined,
  },
} satisfies Record<string, Way>;

export type WayName = keyof typeof ways;

export const wayNames = Object.keys(ways) as WayName[];
