import { type Command, helpOption, type Option } from './command.ts';

const program = 'prisma-interlock';

export function programHelp(commands: readonly Command[], version: string): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return [
    `${program} ${version}`,
    '',
    'Stands in front of the Prisma CLI. These are its commands for people; to guard a command, type `prisma` as ever.',
    '',
    `Usage: ${program} <command> [options]`,
    '',
    'Commands:',
    ...columns(rows),
    '',
    'Options:',
    ...columns([
      ['-h, --help', 'Show this help, or that of a command'],
      ['-V, --version', 'Show the version'],
    ]),
    '',
  ].join('\n');
}

export function commandHelp(command: Command): string {
  const options = Object.entries({ ...command.options, ...helpOption }).map(optionRow);
  const notes = command.notes ? ['', ...command.notes] : [];
  return [
    command.summary,
    '',
    `Usage: ${program} ${command.usage}`,
    '',
    'Options:',
    ...columns(options),
    ...notes,
    '',
  ].join('\n');
}

function optionRow([name, option]: [string, Option]): readonly [string, string] {
  const short = option.short ? `-${option.short}, ` : '    ';
  return [`${short}--${name}${option.takes ? ` ${option.takes}` : ''}`, option.help];
}

function columns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
