import path from 'node:path';
import { gateProgram } from '../channel/gate.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import type { Host } from '../host.ts';
import { stableFolder } from '../project/stable-folder.ts';
import { quoteArgv } from '../secrets/quote.ts';
import { nearestWord } from '../ui/nearest-word.ts';
import type { Command } from './command.ts';
import { writeResult } from './output.ts';
import { usage } from './parse-call.ts';

interface Places {
  /** Folder with our `prisma`, `prisma7` and `dropdb`. */
  readonly shims: string;
  /** What Prisma is to start as its schema engine. */
  readonly gate: string;
}

const shells: Readonly<Record<string, (places: Places) => string>> = { bash: posix, zsh: posix, sh: posix, fish };

export const command: Command = {
  name: 'shellenv',
  summary: 'Print what puts the interlock first in a shell, for `eval`',
  usage: 'shellenv bash|zsh|fish|sh\n       shellenv --github',
  notes: [
    'bash, zsh, sh:  eval "$(npx prisma-interlock shellenv bash)"',
    'fish:           npx prisma-interlock shellenv fish | source',
    'GitHub Actions: npx prisma-interlock shellenv --github, for the steps that follow',
  ],
  options: { github: { help: 'Add it to the files that $GITHUB_PATH and $GITHUB_ENV name' } },
  operands: 1,
  async run({ host, options, operands }) {
    const folder = stableFolder(host);
    const places = { shims: path.join(folder, 'shims'), gate: gateProgram(host, folder) };
    if (options.github) {
      writeForGithub(host, places);
      return 0;
    }
    const shell = operands[0] ?? '';
    const print = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
    if (!print) throw usage(command, whyNot(shell));
    writeResult(host, print(places));
    return 0;
  },
};

function whyNot(shell: string): string {
  if (shell === '') return 'Which shell is it for?';
  return `There is nothing for ${quoteArgv([shell])}. Did you mean ${nearestWord(shell, Object.keys(shells))}?`;
}

/** May be evaluated any number of times. An engine of the user's own is kept: the gate starts it. */
function posix({ shims, gate }: Places): string {
  const [path, engine] = [quote(shims), quote(gate)];
  return `case "$PATH:" in ${path}:*) ;; *) export PATH=${path}:"$PATH" ;; esac
if [ "\${PRISMA_SCHEMA_ENGINE_BINARY:-}" != ${engine} ]; then
  if [ -n "\${PRISMA_SCHEMA_ENGINE_BINARY:-}" ]; then export PRISMA_INTERLOCK_ENGINE="$PRISMA_SCHEMA_ENGINE_BINARY"; fi
  export PRISMA_SCHEMA_ENGINE_BINARY=${engine}
fi
`;
}

function fish({ shims, gate }: Places): string {
  const [path, engine] = [quoteFish(shims), quoteFish(gate)];
  return `if test "$PATH[1]" != ${path}; set -gx PATH ${path} $PATH; end
if test "$PRISMA_SCHEMA_ENGINE_BINARY" != ${engine}
  if test -n "$PRISMA_SCHEMA_ENGINE_BINARY"; set -gx PRISMA_INTERLOCK_ENGINE $PRISMA_SCHEMA_ENGINE_BINARY; end
  set -gx PRISMA_SCHEMA_ENGINE_BINARY ${engine}
end
`;
}

const quote = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const quoteFish = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

/** Later steps see both; the runner puts each new line of $GITHUB_PATH in front. */
function writeForGithub(host: Host, { shims, gate }: Places): void {
  const { GITHUB_PATH, GITHUB_ENV, PRISMA_SCHEMA_ENGINE_BINARY: own } = host.env;
  if (!GITHUB_PATH || !GITHUB_ENV) {
    throw new InterlockError('usage', {
      why: 'GITHUB_PATH and GITHUB_ENV are not set: this is no step of GitHub Actions.',
    });
  }
  const kept = own && own !== gate ? `PRISMA_INTERLOCK_ENGINE=${own}\n` : '';
  host.fs.appendFileSync(GITHUB_PATH, `${shims}\n`);
  host.fs.appendFileSync(GITHUB_ENV, `${kept}PRISMA_SCHEMA_ENGINE_BINARY=${gate}\n`);
}
