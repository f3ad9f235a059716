import type { Invocation, OptionValue } from '../types.ts';

/** What a grammar makes of a line; `parse` adds the program and the major. */
export type Reading = Pick<Invocation, 'command' | 'options' | 'operands' | 'config' | 'reading' | 'problem'>;

const nothing = { options: {}, operands: [], config: undefined, problem: undefined };

export function prints(reading: 'help' | 'version', command: string): Reading {
  return { ...nothing, command, reading };
}

export function unreadable(command: string, problem: string): Reading {
  return { ...nothing, command, reading: 'unreadable', problem };
}

export function runs(
  command: string,
  options: Readonly<Record<string, OptionValue>> = {},
  operands: readonly string[] = [],
  config?: string,
): Reading {
  return { ...nothing, command, options, operands, config, reading: 'runs' };
}
