import os from 'node:os';
import path from 'node:path';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { policyFileName } from '../project-root.ts';
import type { Policy } from '../types.ts';
import type { PolicyFile } from './policy-schema.ts';

export { findProjectRoot } from '../project-root.ts';

const defaults = { repository: 'backups', cheapBytes: 256 * 1024 * 1024, keep: 10 };

/** Absolute paths at which a policy may be, nearest first: the project's, the person's, the machine's. */
export function policyPaths(host: Host, projectRoot: string): string[] {
  const home = host.env.HOME ?? host.env.USERPROFILE ?? os.homedir();
  const configured = host.env.XDG_CONFIG_HOME;
  const config = configured && path.isAbsolute(configured) ? configured : path.join(home, '.config');
  const machine = host.platform === 'win32' ? (host.env.ProgramData ?? 'C:\\ProgramData') : '/etc';
  return [
    path.join(projectRoot, policyFileName),
    path.join(config, 'prisma-interlock', 'policy.json'),
    path.join(machine, policyFileName),
  ];
}

/**
 * Throws InterlockError `policy-invalid`. What reads and checks a policy is loaded only where there is one.
 * `paths`: for tests, which have no /etc of their own.
 */
export async function loadPolicy(
  host: Host,
  projectRoot: string,
  paths = policyPaths(host, projectRoot),
): Promise<Policy> {
  const texts = paths.flatMap((file) => {
    const text = readText(host, file);
    return text === undefined ? [] : [{ file, text }];
  });
  if (texts.length === 0) return mergePolicies([], projectRoot);
  const { readPolicyFile } = await import('./policy-file.ts');
  return mergePolicies(
    texts.map(({ file, text }) => ({ file, says: readPolicyFile(file, text) })),
    projectRoot,
  );
}

/**
 * Nearest first. No file can make milder what a farther one says: every file's word on a database is kept, and the
 * strictest wins when it is judged; a database that any file names under `environments` is not disposable;
 * the farthest `repository` counts, and the largest `cheapBytes` and `keep`.
 */
export function mergePolicies(files: readonly { file: string; says: PolicyFile }[], projectRoot: string): Policy {
  const says = files.map((each) => each.says);
  const environments = says.flatMap((each) =>
    Object.entries(each.environments ?? {}).map(([target, is]) => ({ target, is })),
  );
  const named = new Set(environments.map(({ target }) => target));
  const largest = (key: 'cheapBytes' | 'keep') => {
    const set = says.flatMap((each) => each.backup?.[key] ?? []);
    return set.length > 0 ? Math.max(...set) : defaults[key];
  };
  const repository = says.map((each) => each.backup?.repository).findLast((each) => each !== undefined);
  return {
    files: files.map(({ file }) => file),
    environments,
    disposable: [...new Set(says.flatMap((each) => each.disposable ?? []))].filter((target) => !named.has(target)),
    backup: {
      repository: path.resolve(projectRoot, repository ?? defaults.repository),
      cheapBytes: largest('cheapBytes'),
      keep: largest('keep'),
    },
  };
}

/** Undefined where there is no file. One that cannot be read may forbid what is about to happen. */
function readText(host: Host, file: string): string | undefined {
  try {
    return host.fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new InterlockError('policy-invalid', {
      why: `${file} cannot be read (${code ?? 'unknown error'}).`,
      next: ['Make the file readable for you, then try again.'],
      cause: error,
    });
  }
}
