import parse from 'yargs-parser';
import { InterlockError } from '../errors/interlock-error.ts';
import { quoteArgv } from '../secrets/quote.ts';
import { nearestWord } from '../ui/nearest-word.ts';
import { type Call, type Command, helpOption, type Option } from './command.ts';

/** Reads the words after a command's name. Throws `usage`, with the option that was probably meant. */
export function parseCall(command: Command, words: readonly string[]): Omit<Call, 'host' | 'commands'> {
  const options: Readonly<Record<string, Option>> = { ...command.options, ...helpOption };
  const names = Object.keys(options);
  const valued = names.filter((name) => options[name]?.takes !== undefined);
  const { argv, error } = parse.detailed([...words], {
    boolean: names.filter((name) => !valued.includes(name)),
    string: valued,
    narg: Object.fromEntries(valued.map((name) => [name, 1])),
    alias: Object.fromEntries(names.flatMap((name) => (options[name]?.short ? [[name, [options[name].short]]] : []))),
    configuration: {
      'boolean-negation': false,
      'camel-case-expansion': false,
      'dot-notation': false,
      'duplicate-arguments-array': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'populate--': true,
      'strip-aliased': true,
    },
  });
  const { _: operands, '--': rest = [], ...given } = argv as Record<string, unknown> & { _: string[]; '--'?: string[] };
  for (const name of Object.keys(given)) if (!names.includes(name)) throw unknownOption(command, name, names);
  if (error) throw usage(command, `${error.message}.`);
  if (given.help !== true) {
    const extra = operands[command.operands];
    if (extra !== undefined) throw usage(command, `There is one word too many: ${quoteArgv([extra])}.`);
    if (rest.length > 0 && !command.passesRest) throw usage(command, 'Nothing may follow "--" here.');
  }
  return { options: pickGiven(given), operands: operands.map(String), rest: rest.map(String) };
}

/** A flag that was given is `true`; `--flag=false` is as if it were not there. */
function pickGiven(given: Record<string, unknown>): Record<string, string | true | undefined> {
  const pairs = Object.entries(given).filter(([, value]) => value === true || typeof value === 'string');
  return Object.fromEntries(pairs) as Record<string, string | true>;
}

function unknownOption(command: Command, name: string, names: readonly string[]): InterlockError {
  const typed = quoteArgv([name.length === 1 ? `-${name}` : `--${name}`]);
  return usage(command, `There is no option ${typed}. Did you mean --${nearestWord(name, names)}?`);
}

export function usage(command: Command, why: string): InterlockError {
  return new InterlockError('usage', { why, next: [`prisma-interlock ${command.name} --help`] });
}
