import { type Command, parse } from 'unbash';
import { LineCounter } from 'yaml';

export interface ShellCommand {
  /** Quotes removed, redirections and assignments left out, nothing expanded. */
  readonly words: readonly string[];
  /** What a here-document or a here-string hands to it. */
  readonly input: string | undefined;
  /** From 0: the line of the text on which it begins. */
  readonly line: number;
}

export interface ShellText {
  readonly commands: readonly ShellCommand[];
  /** Some of it is no shell that could be read: commands may be missing. */
  readonly isBroken: boolean;
}

/** The simple commands of a shell text, also those in groups, functions and substitutions; never used to run one. */
export function readShell(source: string): ShellText {
  const text = source.replaceAll('\r\n', '\n');
  const commands: ShellCommand[] = [];
  const counter = new LineCounter();
  for (const start of [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]) counter.addNewLine(start);
  let isBroken = false;
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('errors' in node && Array.isArray(node.errors) && node.errors.length > 0) isBroken = true;
    if (isCommand(node) && node.name !== undefined) {
      const input = node.redirects.find(({ operator }) => operator.startsWith('<<'));
      commands.push({
        words: [node.name, ...node.suffix].map(({ value }) => value),
        input: input?.content ?? input?.target?.value,
        line: counter.linePos(node.pos).line - 1,
      });
    }
    for (const each of Object.values(node)) visit(each);
  };
  // What stands inside of a word is made when it is asked for, which JSON does everywhere.
  visit(JSON.parse(JSON.stringify(parse(text))));
  return { commands, isBroken };
}

function isCommand(node: object): node is Command {
  return 'type' in node && node.type === 'Command';
}
