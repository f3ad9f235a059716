import { InterlockError } from '../errors/interlock-error.ts';
import { quoteArgv } from '../secrets/quote.ts';
import { nearestWord } from '../ui/nearest-word.ts';
import { type Command, helpOption } from './command.ts';
import { writeResult } from './output.ts';

const shells: Readonly<Record<string, (commands: readonly Command[]) => string>> = { bash, zsh, fish };

export const command: Command = {
  name: 'completion',
  summary: 'Print a completion script for a shell',
  usage: 'completion bash|zsh|fish',
  notes: [
    'bash:  source <(prisma-interlock completion bash)',
    'zsh:   source <(prisma-interlock completion zsh)',
    'fish:  prisma-interlock completion fish | source',
  ],
  options: {},
  operands: 1,
  async run({ host, operands, commands }) {
    const shell = operands[0] ?? '';
    const script = Object.hasOwn(shells, shell) ? shells[shell] : undefined;
    if (!script) {
      const near = nearestWord(shell, Object.keys(shells));
      const why = `There is no script for ${quoteArgv([shell])}. Did you mean ${near}?`;
      throw new InterlockError('usage', {
        why: shell === '' ? 'Which shell is it for?' : why,
        next: ['prisma-interlock completion bash|zsh|fish'],
      });
    }
    writeResult(host, script(await commands()));
    return 0;
  },
};

function optionsOf({ options }: Command): string[] {
  return Object.keys({ ...options, ...helpOption }).map((name) => `--${name}`);
}

/** Words that may stand after a command, besides options. */
function operandsOf({ name }: Command): string[] {
  if (name === 'completion') return Object.keys(shells);
  if (name === 'shellenv') return [...Object.keys(shells), 'sh'];
  if (name === 'policy') return ['check', 'effective', 'explain', 'test'];
  if (name === 'schedule') return ['systemd', 'cron', 'github'];
  return ['restore', 'verify', 'info', 'diff'].includes(name) ? ['latest'] : [];
}

function bash(commands: readonly Command[]): string {
  const cases = commands.map(
    (one) => `    ${one.name}) words='${[...operandsOf(one), ...optionsOf(one)].join(' ')}' ;;`,
  );
  return `_prisma_interlock() {
  local words='${[...commands.map((one) => one.name), '--help', '--version'].join(' ')}'
  if [ "$COMP_CWORD" -gt 1 ]; then
    case "\${COMP_WORDS[1]}" in
${cases.map((line) => `  ${line}`).join('\n')}
      *) words='' ;;
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _prisma_interlock prisma-interlock
`;
}

function zsh(commands: readonly Command[]): string {
  const names = commands.map((one) => `'${one.name}:${one.summary.replaceAll("'", "'\\''")}'`).join(' ');
  const cases = commands.map(
    (one) => `      ${one.name}) compadd -- ${[...operandsOf(one), ...optionsOf(one)].join(' ')} ;;`,
  );
  return `#compdef prisma-interlock
_prisma_interlock() {
  if (( CURRENT == 2 )); then
    local -a commands=(${names})
    _describe command commands
    compadd -- --help --version
  else
    case "\${words[2]}" in
${cases.join('\n')}
    esac
  fi
}
compdef _prisma_interlock prisma-interlock
`;
}

function fish(commands: readonly Command[]): string {
  const start = 'complete -c prisma-interlock';
  const lines = commands.flatMap((one) => {
    const here = `${start} -n '__fish_seen_subcommand_from ${one.name}'`;
    const quoted = one.summary.replaceAll("'", "\\'");
    return [
      `${start} -n __fish_use_subcommand -f -a ${one.name} -d '${quoted}'`,
      ...operandsOf(one).map((word) => `${here} -f -a ${word}`),
      ...optionsOf(one).map((option) => `${here} -l ${option.slice(2)}`),
    ];
  });
  return `${lines.join('\n')}\n`;
}
