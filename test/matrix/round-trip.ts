/** `init` and `uninstall` with the runner's own installs, in a project whose files are all in git. */
import { saidBy } from './results.ts';
import type { Sandbox } from './sandbox.ts';

const git = ['git', '-c', 'user.name=matrix', '-c', 'user.email=matrix@localhost', '-c', 'core.autocrlf=false'];
const timeout = { timeoutMs: 300_000 };

/** What git sees of it afterwards, or which command failed; empty where the project is as it was. */
export async function goAndComeBack(at: Sandbox): Promise<string> {
  const lines = [
    [...git, 'init', '--quiet'],
    [...git, 'add', '--all'],
    [...git, 'commit', '--quiet', '--message', 'before'],
    at.runner.once(['prisma-interlock', 'init', '--yes']),
  ];
  for (const words of lines) {
    const ran = await at.run(words, timeout);
    if (ran.exitCode !== 0) return `${words.join(' ')} failed: ${saidBy(ran)}`;
  }
  const between = await at.run([...git, 'status', '--porcelain']);
  if (between.stdout.trim() === '') return 'init changed nothing';
  const ran = await at.run(at.runner.once(['prisma-interlock', 'uninstall', '--yes']), timeout);
  if (ran.exitCode !== 0) return `uninstall failed: ${saidBy(ran)}`;
  const after = await at.run([...git, 'status', '--porcelain']);
  if (after.exitCode !== 0 || after.stdout.trim() === '') return after.stderr;
  return after.stdout + (await at.run([...git, 'diff'])).stdout;
}
