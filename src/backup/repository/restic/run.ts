/** restic, started for one repository. Found on PATH; 0.14 (Debian 12) and newer. */
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { runTool } from '../../../databases/tools/run-tool.ts';
import { sealedPath } from '../../../databases/tools/sealed-file.ts';
import { InterlockError } from '../../../errors/interlock-error.ts';
import type { Host } from '../../../host.ts';
import type { ResticRepository } from '../../../policy/policy.ts';
import { findPrograms } from '../../../project/search-path.ts';
import { passwordsIn } from '../../../secrets/redact.ts';

export interface Restic {
  readonly host: Host;
  readonly place: ResticRepository;
  /** Throws `ToolFailure`. `timeoutMs`: after so long it is ended. */
  run(args: readonly string[], more?: RunOptions): Promise<void>;
  /** What it prints. */
  text(args: readonly string[], more?: Omit<RunOptions, 'read'>): Promise<string>;
}

interface RunOptions {
  readonly cwd?: string;
  readonly timeoutMs?: number;
  readonly read?: (stdout: Readable) => Promise<void>;
}

/** Of the project's variables only those with which restic's backends are opened. */
const backendVariables = /^((AWS|B2|AZURE|GOOGLE|ST|OS|RCLONE)_\w+|(HTTPS?|NO)_PROXY|SSH_AUTH_SOCK)$/i;

/** Throws `tool-missing`. */
export function findRestic(host: Host, place: ResticRepository): Restic {
  const path = findPrograms(host, 'restic')[0];
  if (path === undefined) {
    throw new InterlockError('tool-missing', {
      why: 'The policy keeps the backups in a restic repository, and restic is not on PATH.',
      next: ['Install restic: sudo apt-get install restic, brew install restic'],
    });
  }
  const env = {
    ...Object.fromEntries(Object.entries(host.env).flatMap(([name, value]) => keep(name, value))),
    RESTIC_PASSWORD_FILE: place.passwordFile,
    RESTIC_CACHE_DIR: join(place.staging, 'restic-cache'),
  };
  const repository = place.repository.reveal();
  const run: Restic['run'] = async (args, { cwd, timeoutMs, read } = {}) => {
    await runTool(host, {
      path,
      args,
      env: { ...env, RESTIC_REPOSITORY_FILE: sealedPath },
      // The URL may hold a password.
      sealed: repository,
      unsealed: { env: { RESTIC_REPOSITORY_FILE: '', RESTIC_REPOSITORY: repository } },
      passwords: passwordsIn(repository),
      ...(cwd !== undefined && { cwd }),
      ...(read && { read }),
      ...(timeoutMs !== undefined && { signal: AbortSignal.timeout(timeoutMs) }),
    });
  };
  const text: Restic['text'] = async (args, more) => {
    let said = '';
    const read = async (stdout: Readable) => {
      for await (const chunk of stdout.setEncoding('utf8')) said += chunk;
    };
    await run(args, { ...more, read });
    return said;
  };
  return { host, place, run, text };
}

function keep(name: string, value: string | undefined): [string, string][] {
  return value !== undefined && backendVariables.test(name) ? [[name, value]] : [];
}
