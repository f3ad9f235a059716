import { findLinked } from '../../project/installed.ts';
import { usesPlugAndPlay } from '../../project/package-manager.ts';
import { findProgram } from '../../project/search-path.ts';
import { linkCommand, type Surroundings } from '../surroundings.ts';
import { canaryWords } from './canary-words.ts';
import type { Listed } from './way.ts';

type Start = (words: readonly string[]) => readonly string[];

/** By program: the words with which it runs a program of the project, and never fetches one. */
const starts: Readonly<Record<string, readonly { name: string; words: Start }[]>> = {
  pnpm: [
    { name: 'pnpm exec prisma', words: (canary) => ['exec', 'prisma', ...canary] },
    { name: 'a package script (pnpm)', words: (canary) => ['-c', 'exec', shellLine(canary)] },
  ],
  yarn: [{ name: 'yarn prisma, and scripts', words: (canary) => ['run', 'prisma', ...canary] }],
  bun: [{ name: 'bun run prisma, and scripts', words: (canary) => ['run', 'prisma', ...canary] }],
  bunx: [{ name: 'bunx prisma', words: (canary) => ['--no-install', 'prisma', ...canary] }],
  npx: [{ name: 'npx prisma', words: (canary) => ['--no', 'prisma', ...canary] }],
  npm: [{ name: 'a package script (npm)', words: (canary) => ['exec', '-c', shellLine(canary)] }],
};

/** Through npx, and through the project's own package manager. */
export function managerWays(at: Surroundings): Listed[] {
  const { host, manager, prisma } = at;
  const programs = { npm: ['npx', 'npm'], pnpm: ['npx', 'pnpm'], yarn: ['npx', 'yarn'], bun: ['npx', 'bunx', 'bun'] }[
    manager.name
  ];
  const isLinked = findLinked(host, host.cwd) !== undefined;
  return programs.flatMap((program) => {
    const file = findProgram(host, program);
    const hasPrisma = isLinked || (program === 'yarn' && usesPlugAndPlay(host));
    return (starts[program] ?? []).map(({ name, words }): Listed => {
      if (file === undefined) return { name, absent: `${program} is not installed.` };
      if (!hasPrisma) return { name, absent: 'The project has no program prisma; npx would fetch one.' };
      const fix = [linkCommand(at)];
      return { name, program: file, words: words(canaryWords(prisma?.major, at)), cwd: host.cwd, fix };
    });
  });
}

/** What a package manager hands to a shell. */
function shellLine(canary: readonly string[]): string {
  const quote = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/["\\$`]/g, '\\$&')}"`);
  return ['prisma', ...canary].map(quote).join(' ');
}
