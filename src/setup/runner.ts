import path from 'node:path';
import type { Host } from '../host.ts';
import { readText } from './folders.ts';

/** The package manager of a project. */
export interface Runner {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** As it says of itself; undefined where it does not run here. */
  readonly version: string | undefined;
  readonly major: number | undefined;
  /** What told us: `packageManager`, `pnpm-lock.yaml`, `npm_config_user_agent`. */
  readonly toldBy: string;
  /** Yarn 2 and later without node_modules. */
  readonly pnp: boolean;
}

type Name = Runner['name'];

const lockfiles: readonly (readonly [string, Name])[] = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

export function isLockfile(name: string): boolean {
  return lockfiles.some(([lockfile]) => lockfile === name);
}

/** Names of the lockfiles at a root. */
export function lockfilesAt(host: Host, root: string): string[] {
  return lockfiles.map(([name]) => name).filter((name) => host.fs.existsSync(path.join(root, name)));
}

/** By the field `packageManager`, else the lockfile, else who started us; npm where nothing tells. */
export function detectRunner(host: Host, root: string): Runner {
  const [name, toldBy] = named(host, root);
  const agent = agentOf(host);
  const version = agent?.name === name ? agent.version : askVersion(host, root, name);
  const major = version === undefined ? undefined : Number.parseInt(version, 10);
  const modern = name === 'yarn' && (major ?? 1) > 1;
  return {
    name,
    version,
    major,
    toldBy,
    pnp:
      modern &&
      !/^nodeLinker:\s*["']?(node-modules|pnpm)\b/m.test(readText(host, path.join(root, '.yarnrc.yml')) ?? ''),
  };
}

function named(host: Host, root: string): readonly [Name, string] {
  const field = /"packageManager"\s*:\s*"(npm|pnpm|yarn|bun)@/.exec(
    readText(host, path.join(root, 'package.json')) ?? '',
  );
  if (field) return [field[1] as Name, 'packageManager'];
  const agent = agentOf(host);
  const found = lockfiles.filter(([file]) => host.fs.existsSync(path.join(root, file)));
  const lockfile = found.find(([, name]) => name === agent?.name) ?? found[0];
  if (lockfile) return [lockfile[1], lockfile[0]];
  return agent ? [agent.name, 'npm_config_user_agent'] : ['npm', 'nothing else'];
}

/** Who started us: `pnpm/9.15.9 npm/? node/v20.20.2 linux x64`. */
function agentOf(host: Host): { name: Name; version: string } | undefined {
  const match = /^(npm|pnpm|yarn|bun)\/(\S+)/.exec(host.env['npm_config_user_agent'] ?? '');
  return match ? { name: match[1] as Name, version: match[2] ?? '' } : undefined;
}

function askVersion(host: Host, root: string, name: Name): string | undefined {
  const { stdout, status } = host
    .childProcess()
    .spawnSync(name, ['--version'], { cwd: root, encoding: 'utf8', timeout: 30_000, shell: host.platform === 'win32' });
  return status === 0 ? (stdout.trim().split('\n').at(-1) ?? undefined) : undefined;
}

/**
 * The command that brings what is installed in line with package.json, although CI may be set. Packages whose build scripts
 * nobody has allowed yet end pnpm 11 with an error, at every install and not by our doing.
 */
export function installCommand({ name, major }: Runner): readonly string[] {
  if (name === 'pnpm') return ['pnpm', 'install', '--no-frozen-lockfile', '--config.strict-dep-builds=false'];
  if (name === 'yarn') return ['yarn', 'install', ...((major ?? 1) > 1 ? ['--no-immutable'] : [])];
  if (name === 'npm') return ['npm', 'install', '--no-audit', '--no-fund'];
  return ['bun', 'install'];
}

/** The same after the interlock is out. For a patch npm 12 writes another version of lockfile, and keeps that. */
export function uninstallCommand(runner: Runner, stillPatched: boolean): readonly string[] {
  const usual = installCommand(runner);
  return runner.name === 'npm' && (runner.major ?? 0) >= 12 && !stillPatched
    ? [...usual, '--lockfile-version=3']
    : usual;
}
