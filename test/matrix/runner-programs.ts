import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fixturePath } from '../support/fixtures.ts';
import { nodePath } from '../support/node-versions.ts';
import type { RunnerName } from './runners.ts';

const architecture = `${process.platform}-${process.arch}`;
const module = (...parts: string[]) => fixturePath('runners', 'node_modules', ...parts);

/** File by program: a script for Node, or a program of its own. */
const npm = (name: string) => ({ npm: module(name, 'bin/npm-cli.js'), npx: module(name, 'bin/npx-cli.js') });
const programs: Readonly<Record<RunnerName, Readonly<Record<string, string>>>> = {
  npm: {},
  npm10: npm('npm10'),
  npm11: npm('npm11'),
  npm12: npm('npm12'),
  pnpm9: { pnpm: module('pnpm9/bin/pnpm.cjs') },
  pnpm10: { pnpm: module('pnpm10/bin/pnpm.cjs') },
  pnpm11: { pnpm: module('pnpm11/bin/pnpm.mjs') },
  pnpm12: { pnpm: module('@pnpm', `exe.${architecture}`, 'pnpm') },
  yarn1: { yarn: module('yarn1/bin/yarn.js'), ...npm('npm11') },
  yarn4: { yarn: module('yarn4/bin/yarn.js') },
  pnp: { yarn: module('yarn4/bin/yarn.js') },
  bun: bunPrograms(),
};

function bunPrograms(): Readonly<Record<string, string>> {
  const bun = module('@oven', `bun-${architecture.replace('arm64', 'aarch64')}`, 'bin/bun');
  // It looks at the name by which it was started.
  return { bun, bunx: bun };
}

/** These need a newer Node than our floor: the runner itself, Prisma 7 out of an archive of PnP, or what yarn 1 makes of its engines. */
const newer: readonly RunnerName[] = ['npm12', 'pnpm11', 'pnpm12', 'yarn1', 'pnp'];

/** Makes a folder for PATH with the runner and its Node; gives that PATH, with the system's own programs behind it. */
export function installPrograms(name: RunnerName, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const node = newer.includes(name) ? nodePath(24) : process.execPath;
  symlinkSync(node, join(folder, 'node'));
  for (const [program, file] of Object.entries(programs[name])) {
    const place = join(folder, program);
    if (/\.[cm]?js$/.test(file)) writeFileSync(place, `#!/bin/sh\nexec "${node}" "${file}" "$@"\n`, { mode: 0o755 });
    else symlinkSync(file, place);
  }
  return programsPath(name, folder);
}

/** Behind the runner's own folder: what the system has, or this machine for its own npm. */
export function programsPath(name: RunnerName, folder: string): string {
  const behind = name === 'npm' ? [process.env['PATH'] ?? ''] : ['/usr/bin', '/bin'];
  return [folder, ...behind].join(delimiter);
}

/** Everything that a runner keeps goes below `home`, and everything it fetches comes from `registry`. */
export function runnerEnvironment(name: RunnerName, home: string, registry: string): Record<string, string> {
  mkdirSync(home, { recursive: true });
  const settings = [`registry=${registry}/`, 'audit=false', 'fund=false', 'update-notifier=false'];
  // pnpm and yarn 1 read this file as well.
  writeFileSync(join(home, '.npmrc'), `${settings.join('\n')}\n`);
  const byRunner: Readonly<Record<string, Record<string, string>>> = {
    yarn1: { YARN_CACHE_FOLDER: join(home, 'yarn-cache') },
    yarn4: yarn4(home, registry),
    pnp: yarn4(home, registry),
    bun: { BUN_CONFIG_REGISTRY: registry, BUN_INSTALL: join(home, 'bun') },
  };
  return { HOME: home, COREPACK_ENABLE_STRICT: '0', COREPACK_ENABLE_DOWNLOAD_PROMPT: '0', ...byRunner[name] };
}

const yarn4 = (home: string, registry: string) => ({
  YARN_ENABLE_TELEMETRY: '0',
  YARN_GLOBAL_FOLDER: join(home, 'yarn'),
  YARN_NPM_MINIMAL_AGE_GATE: '0',
  YARN_NPM_REGISTRY_SERVER: registry,
  YARN_UNSAFE_HTTP_WHITELIST: '127.0.0.1',
});
