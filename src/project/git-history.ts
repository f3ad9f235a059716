/** What the history of a project's git knows of a file that is not there, or is otherwise now. Nothing where there is no git. */
import type { Host } from '../host.ts';

export interface Kept {
  /** Abbreviated. */
  readonly commit: string;
  /** A branch that has the file now: `feature`, `origin/feature`. Undefined where none has it any more. */
  readonly branch: string | undefined;
}

type IsRight = (bytes: Buffer) => boolean;

/** So many commits of one file are looked at. */
const most = 20;

/** `now`: all questions together take so many milliseconds; after that nothing is known. Asks of one folder, whose files are named from there. */
export function openGit(host: Host, folder: string, milliseconds = 2500) {
  const end = Number(host.now()) + milliseconds;
  const git = async (...args: string[]): Promise<Buffer | undefined> => {
    const timeout = end - Number(host.now());
    if (timeout <= 0) return undefined;
    const { execa } = await host.execa();
    // What a repository's settings would start is not ours to start.
    const words = ['-c', 'core.fsmonitor=false', '--no-pager', ...args];
    const options = { cwd: folder, reject: false, stdin: 'ignore', timeout, encoding: 'buffer' } as const;
    const { stdout, exitCode } = await execa('git', words, { ...options, stripFinalNewline: false });
    // Without a git there is no exit code.
    return exitCode === 0 ? Buffer.from(stdout) : undefined;
  };
  const lines = async (...args: string[]) => ((await git(...args))?.toString('utf8') ?? '').split('\n').filter(Boolean);

  return {
    /** Where that file is with the right bytes. Never throws. */
    async find(file: string, isRight: IsRight): Promise<Kept | undefined> {
      const commits = await lines('log', '--all', `-${most}`, '--format=%h', '--diff-filter=AMR', '--', file);
      for (const commit of commits) {
        const bytes = await git('show', `${commit}:./${file}`);
        if (bytes === undefined || !isRight(bytes)) continue;
        return { commit, branch: await branchWith(commit, file, isRight) };
      }
      return undefined;
    },
  };

  async function branchWith(commit: string, file: string, isRight: IsRight): Promise<string | undefined> {
    const refs = ['refs/heads', 'refs/remotes'];
    const branches = await lines('for-each-ref', `--contains=${commit}`, '--format=%(refname:short)', ...refs);
    for (const branch of branches.slice(0, most)) {
      const bytes = await git('show', `${branch}:./${file}`);
      if (bytes !== undefined && isRight(bytes)) return branch;
    }
    return undefined;
  }
}
