import type { LeafGrammar, OptionKind, OptionTable, RouteGrammar } from '../../policy/grammar/types.ts';
import type { OptionValue } from '../types.ts';
import { prints, type Reading, runs, unreadable } from './reading.ts';

/**
 * Reads a line of Prisma 8. Its parser (Stricli) refuses far more than it runs; whatever it would refuse is
 * unreadable here. Source: runs of 8.0.0-rc.19, and `looseBooleanParser` of `@stricli/core`.
 */
export function readRoute(argv: readonly string[], grammar: RouteGrammar): Reading {
  const end = argv.indexOf('--');
  const open = end === -1 ? argv : argv.slice(0, end);
  // These win wherever they stand, even as another option's value.
  if (open.some((word) => word === '--help' || word === '-h' || word === '--help-all')) return prints('help', '');
  if (open.includes('--version')) return prints('version', '');

  let command = '';
  for (const [index, word] of open.entries()) {
    const longer = command === '' ? word : `${command} ${word}`;
    if (Object.hasOwn(grammar.commands, longer)) {
      const leaf = grammar.commands[longer];
      const rest = argv.slice(index + 1);
      if (leaf === undefined || typeof leaf === 'string') return runs(longer, {}, rest);
      return readOptions(longer, rest, leaf, grammar.global);
    }
    if (!isGroup(grammar, longer)) return unreadable(command, `Prisma 8 has no command ${longer}`);
    command = longer;
  }
  // A group without a command, or a `--` where the command should stand, prints the usage.
  return prints('help', command);
}

function isGroup(grammar: RouteGrammar, words: string): boolean {
  return Object.keys(grammar.commands).some((command) => command.startsWith(`${words} `));
}

function readOptions(command: string, argv: readonly string[], leaf: LeafGrammar, global: OptionTable): Reading {
  const table: OptionTable = { ...global, ...leaf.options };
  const options: Record<string, OptionValue> = {};
  const operands: string[] = [];
  const seen = new Set<string>();
  const queue = argv.flatMap(splitCluster);

  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (!word.startsWith('-') || word === '-') {
      operands.push(word);
      continue;
    }
    const option = findOption(word, table);
    if (option === undefined) return unreadable(command, `${command} has no option ${word}`);
    if (seen.has(option.name) && option.kind !== 'values')
      return unreadable(command, `--${option.name} is given twice`);
    seen.add(option.name);
    if (option.kind === 'flag') {
      const set = readBoolean(option.value);
      if (set === undefined) return unreadable(command, `--${option.name} is neither true nor false`);
      if (set !== option.negated) options[option.name] = true;
      continue;
    }
    const value = option.value ?? queue.shift();
    if (value === undefined || (option.value === undefined && value.startsWith('-'))) {
      return unreadable(command, `--${option.name} needs a value`);
    }
    options[option.name] = [...((options[option.name] as readonly string[] | undefined) ?? []), value];
  }
  if (operands.length > (leaf.operands ?? 0))
    return unreadable(command, `${command} takes no such word: ${operands.at(-1)}`);
  const config = options['config'];
  return runs(command, options, operands, typeof config === 'object' ? config.at(-1) : undefined);
}

interface Found {
  readonly name: string;
  readonly kind: OptionKind;
  readonly negated: boolean;
  readonly value: string | undefined;
}

/** `--dryRun` is `--dry-run`; `--no-x` and `--noX` turn a flag off. A bare `--` matches nothing. */
function findOption(word: string, table: OptionTable): Found | undefined {
  const cut = word.indexOf('=');
  const typed = cut === -1 ? word : word.slice(0, cut);
  const value = cut === -1 ? undefined : word.slice(cut + 1);
  if (!typed.startsWith('--')) {
    const long = Object.hasOwn(table, typed) ? table[typed] : undefined;
    return long?.startsWith('--') && value === undefined ? lookUp(long, table, false, undefined) : undefined;
  }
  const kebab = `--${typed.slice(2).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  const direct = lookUp(kebab, table, false, value);
  if (direct) return direct;
  const negated = kebab.startsWith('--no-') ? lookUp(`--${kebab.slice(5)}`, table, true, value) : undefined;
  return negated?.kind === 'flag' && value === undefined ? negated : undefined;
}

function lookUp(long: string, table: OptionTable, negated: boolean, value: string | undefined): Found | undefined {
  const kind = Object.hasOwn(table, long) ? table[long] : undefined;
  if (kind === undefined || kind.startsWith('--')) return undefined;
  return { name: long.slice(2), kind: kind as OptionKind, negated, value };
}

const yes = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const no = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** Undefined where the CLI refuses the word. */
function readBoolean(value: string | undefined): boolean | undefined {
  if (value === undefined || yes.has(value.toLowerCase())) return true;
  return no.has(value.toLowerCase()) ? false : undefined;
}

function splitCluster(word: string): string[] {
  return /^-[A-Za-z]{2,8}$/.test(word) ? [...word.slice(1)].map((letter) => `-${letter}`) : [word];
}
