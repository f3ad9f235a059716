import type { GetoptGrammar, OptionKind } from '../../policy/grammar/types.ts';
import type { OptionValue } from '../types.ts';
import { prints, type Reading, runs, unreadable } from './reading.ts';

/**
 * Reads a line as getopt_long does: operands anywhere, `--` ends options, long names may be shortened while they
 * are unique, short ones clustered with a value glued to the last. Source: dropdb of PostgreSQL 15.
 */
export function readGetopt(argv: readonly string[], grammar: GetoptGrammar): Reading {
  const command = grammar.program;
  const first = argv[0];
  const printed =
    first !== undefined && Object.hasOwn(grammar.firstWordOnly, first) ? grammar.firstWordOnly[first] : undefined;
  if (printed) return prints(printed, command);

  const options: Record<string, OptionValue> = {};
  const operands: string[] = [];
  const queue = [...argv];
  for (let word = queue.shift(); word !== undefined; word = queue.shift()) {
    if (word === '--') {
      operands.push(...queue.splice(0));
    } else if (word === '-' || !word.startsWith('-')) {
      operands.push(word);
    } else {
      const read = word.startsWith('--') ? [readLong(word, grammar)] : readCluster(word, grammar);
      for (const option of read) {
        if (typeof option === 'string') return unreadable(command, option);
        const value = option.kind === 'flag' ? true : (option.value ?? queue.shift());
        if (value === undefined) return unreadable(command, `--${option.name} needs a value`);
        options[option.name] = value === true ? true : [value];
      }
    }
  }
  if (operands.length !== 1) return unreadable(command, `${command} takes one name, not ${operands.length}`);
  return runs(command, options, operands);
}

type Found = { readonly name: string; readonly kind: OptionKind; readonly value: string | undefined } | string;

function readLong(word: string, grammar: GetoptGrammar): Found {
  const cut = word.indexOf('=');
  const typed = cut === -1 ? word : word.slice(0, cut);
  const value = cut === -1 ? undefined : word.slice(cut + 1);
  const names = Object.keys(grammar.options).filter((name) => name.startsWith('--') && name.startsWith(typed));
  const name = names.includes(typed) ? typed : names.length === 1 ? names[0] : undefined;
  if (name === undefined) return `${typed} is not an option of ${grammar.program}, or not a whole one`;
  const kind = grammar.options[name] as OptionKind;
  if (kind === 'flag' && value !== undefined) return `${name} takes no value`;
  return { name: name.slice(2), kind, value };
}

function readCluster(word: string, grammar: GetoptGrammar): Found[] {
  const found: Found[] = [];
  for (let at = 1; at < word.length; at += 1) {
    const short = `-${word[at]}`;
    const long = Object.hasOwn(grammar.options, short) ? grammar.options[short] : undefined;
    if (long === undefined) return [`${short} is not an option of ${grammar.program}`];
    const kind = grammar.options[long] as OptionKind;
    if (kind !== 'flag') {
      const glued = word.slice(at + 1);
      found.push({ name: long.slice(2), kind, value: glued === '' ? undefined : glued });
      break;
    }
    found.push({ name: long.slice(2), kind, value: undefined });
  }
  return found;
}
