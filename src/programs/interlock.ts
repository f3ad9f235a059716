/** The commands for people: `prisma-interlock <command>`. */
import type { Command } from '../commands/command.ts';
import { commandHelp, programHelp } from '../commands/help.ts';
import { commandNames, loadCommand, loadCommands } from '../commands/index.ts';
import { finishResults, writeResult } from '../commands/output.ts';
import { parseCall } from '../commands/parse-call.ts';
import { InterlockError } from '../errors/interlock-error.ts';
import { createHost, type Host } from '../host.ts';
import { quoteArgv } from '../secrets/quote.ts';
import { toMessage } from '../ui/error-message.ts';
import { nearestWord } from '../ui/nearest-word.ts';
import { print } from '../ui/print.ts';

/** Gives the exit code. */
export async function main(host: Host = createHost()): Promise<number> {
  try {
    const exitCode = await dispatch(host);
    await finishResults(host);
    return exitCode;
  } catch (error) {
    const message = toMessage(error, host.version());
    const end = host.argv.indexOf('--');
    const isJson = host.argv.slice(0, end < 0 ? undefined : end).includes('--json');
    print(host, message, isJson ? 'json' : undefined);
    return message.exit;
  } finally {
    host.leaveLostTerminals();
  }
}

async function dispatch(host: Host): Promise<number> {
  const [name = '', ...words] = host.argv;
  if (name === '--version' || name === '-V' || name === '-v') {
    writeResult(host, `${host.version()}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && words.length === 0)) return showHelp(host);
  if (name === '')
    throw new InterlockError('usage', { why: 'No command was named.', next: ['prisma-interlock --help'] });
  const command = await loadCommand(name === 'help' ? (words[0] ?? '') : name);
  if (!command) throw unknownCommand(name === 'help' ? (words[0] ?? '') : name);
  return name === 'help' ? showCommandHelp(host, command) : runCommand(host, command, words);
}

async function runCommand(host: Host, command: Command, words: readonly string[]): Promise<number> {
  const call = parseCall(command, words);
  if (call.options.help) return showCommandHelp(host, command);
  return command.run({ host, ...call, commands: loadCommands });
}

async function showHelp(host: Host): Promise<number> {
  writeResult(host, programHelp(await loadCommands(), host.version()));
  return 0;
}

function showCommandHelp(host: Host, command: Command): number {
  writeResult(host, commandHelp(command));
  return 0;
}

function unknownCommand(name: string): InterlockError {
  return new InterlockError('usage', {
    why: `There is no command ${quoteArgv([name])}. Did you mean "${nearestWord(name, commandNames)}"?`,
    next: ['prisma-interlock --help'],
  });
}
