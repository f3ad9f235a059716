import arg from 'arg';
import type { CommandGrammar, LevelGrammar, OptionTable } from '../../policy/grammar/types.ts';
import type { OptionValue } from '../types.ts';
import { prints, type Reading, runs, unreadable } from './reading.ts';

/**
 * Reads a line of Prisma 5 to 7: root, group and leaf, each by `arg` with that level's own options, each up to
 * the first operand. A `--` vanishes at every level but the leaf, so it hides nothing above it.
 * Source: `build/index.js` of 5.22.0 and 6.19.3, `build/cli.js` of 7.10.1.
 */
export function readLevels(argv: readonly string[], grammar: LevelGrammar): Reading {
  let config: string | undefined;
  if (grammar.config) {
    const whole = scan(argv, { '--config': 'value' }, { permissive: true });
    // An option without its value ends that pass, and the CLI goes on with the default file.
    config = 'problem' in whole ? undefined : text(whole.options['config']);
  }

  const root = scan(argv, grammar.root, { stopAtPositional: true });
  if ('problem' in root) return unreadable('', root.problem);
  // 5 lets --version win over --help, 6 and 7 the other way; both only print.
  if (root.options['version']) return prints('version', '');
  const [name, ...rest] = root.operands;
  if (name === undefined || root.options['help']) return prints('help', '');

  const command = own(grammar.commands, name);
  if (command === undefined) return unreadable('', `no command of Prisma ${grammar.major} is called ${name}`);
  const line = [...rest, ...appendedByRoot(root.options)];
  if (typeof command === 'object' && 'subcommands' in command) {
    return readGroup(name, line, command.subcommands, grammar, config);
  }
  return readLeaf(name, line, command, config);
}

function readGroup(
  group: string,
  argv: readonly string[],
  subcommands: Readonly<Record<string, CommandGrammar>>,
  grammar: LevelGrammar,
  config: string | undefined,
): Reading {
  const read = scan(argv, grammar.group, { stopAtPositional: true });
  if ('problem' in read) return unreadable(group, read.problem);
  const [name, ...rest] = read.operands;
  if (name === undefined || read.options['help']) return prints('help', group);
  const leaf = own(subcommands, name);
  if (leaf === undefined) return unreadable(group, `${group} of Prisma ${grammar.major} has no ${name}`);

  const command = `${group} ${name}`;
  // `migrate` drops the token wherever it stands, values of options included; `db` and `migrate diff` move it to the end.
  if (group === 'migrate' && name !== 'diff') {
    return readLeaf(
      command,
      rest.filter((word) => word !== '--preview-feature'),
      leaf,
      config,
    );
  }
  return readLeaf(command, read.options['preview-feature'] ? [...rest, '--preview-feature'] : rest, leaf, config);
}

function readLeaf(command: string, argv: readonly string[], leaf: CommandGrammar, config: string | undefined): Reading {
  if (typeof leaf === 'string') return runs(command, {}, argv, config);
  const read = scan(argv, leaf.options, { stopAtPositional: leaf.readsAfterOperands !== true });
  if ('problem' in read) return unreadable(command, read.problem);
  if (read.options['help']) return prints('help', command);
  return runs(command, read.options, read.operands, config);
}

/** The root hands one of these on as `--name=true` behind everything else, where a leaf may no longer see it. */
function appendedByRoot(options: Readonly<Record<string, OptionValue>>): string[] {
  const given = ['experimental', 'preview-feature', 'early-access'].find((name) => options[name]);
  return given === undefined ? [] : [`--${given}=true`];
}

type Scan =
  | { readonly options: Readonly<Record<string, OptionValue>>; readonly operands: readonly string[] }
  | { readonly problem: string };

function scan(argv: readonly string[], table: OptionTable, how: arg.Options): Scan {
  try {
    const { _: operands, ...found } = arg(toSpec(table), { ...how, argv: [...argv] });
    return { options: toOptions(found), operands };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

const handlers = { flag: Boolean, value: String, values: [String] as [StringConstructor], number: Number };

function toSpec(table: OptionTable): arg.Spec {
  return Object.fromEntries(
    Object.entries(table).map(([name, kind]) => [name, kind in handlers ? handlers[kind as 'flag'] : (kind as string)]),
  );
}

function toOptions(found: Readonly<Record<string, unknown>>): Record<string, OptionValue> {
  const entries = Object.entries(found).map(([name, value]): [string, OptionValue] => [
    name.slice(2),
    value === true ? true : Array.isArray(value) ? value.map(String) : [String(value)],
  ]);
  return Object.fromEntries(entries);
}

function text(value: OptionValue | undefined): string | undefined {
  return value === undefined || value === true ? undefined : value.at(-1);
}

/** A command named like a member of every object (`constructor`) is not one of ours. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
