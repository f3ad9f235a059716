import path from 'node:path';
import type { Host } from '../host.ts';
import { readText } from './folders.ts';

/** The package manager of a project. */
export interface Runner {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** Undefined where neither its program nor the project tells. */
  readonly major: number | undefined;
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
  const manifest = readText(host, path.join(root, 'package.json')) ?? '';
  const field = /"packageManager"\s*:\s*"(npm|pnpm|yarn|bun)@(\d[^"+]*)/.exec(manifest);
  const agent = agentOf(host);
  const name = (field?.[1] as Name | undefined) ?? namedByFiles(host, root, agent?.name) ?? agent?.name ?? 'npm';
  const version = (agent?.name === name ? agent.version : askVersion(host, root, name)) ?? field?.[2];
  return { name, major: version === undefined ? majorByFiles(host, root, name) : Number.parseInt(version, 10) };
}

/** Where several lockfiles lie, that of who started us counts. */
function namedByFiles(host: Host, root: string, preferred: Name | undefined): Name | undefined {
  const names = lockfiles.filter(([file]) => host.fs.existsSync(path.join(root, file))).map(([, name]) => name);
  return names.find((name) => name === preferred) ?? names[0];
}

/** Where its program does not run here: Yarn 1 has no such settings file. */
function majorByFiles(host: Host, root: string, name: Name): number | undefined {
  return name === 'yarn' && host.fs.existsSync(path.join(root, '.yarnrc.yml')) ? 4 : undefined;
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
