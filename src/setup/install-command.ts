import type { PackageManager } from '../project/package-manager.ts';

/** The package manager of a project. */
export interface Runner extends PackageManager {
  /** Undefined where neither its program nor the project tells. */
  readonly major: number | undefined;
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
