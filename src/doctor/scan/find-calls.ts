import path from 'node:path';
import { everydayWords, firstWords } from '../../../policy/commands.ts';
import type { Call } from './call.ts';
import { readRunner } from './read-runner.ts';
import { readShell } from './read-shell.ts';

const shells = new Set(['sh', 'bash', 'zsh', 'dash', 'ash']);
const runners = new Set(['npm', 'npx', 'pnpm', 'pnpx', 'yarn', 'bun', 'bunx']);
const nodes = new Set(['node', 'tsx', 'ts-node']);
/** They start the program that is named behind their own words. */
const wrappers =
  /^(env|cross-env|cross-env-shell|dotenv|dotenvx|env-cmd|exec|sudo|doas|time|nohup|command|timeout|retry|xargs|doppler|infisical|op|aws-vault|chamber|railway|heroku|fly|flyctl|docker|podman|kubectl|docker-compose|concurrently|wait-on|nodemon|start-server-and-test)$/;
const entryFile = /(?:^|\/)prisma7?\/(?:build\/index|dist\/prisma)\.js$/;

export interface LocatedCall {
  readonly call: Call;
  /** From 0: the line of the text on which its command begins. */
  readonly line: number;
}

/** All calls in a shell text, and whether some of it that names Prisma could not be read. */
export function locateCalls(text: string, depth = 0): LocatedCall[] {
  const { commands, isBroken } = depth > 4 ? { commands: [], isBroken: true } : readShell(text);
  const calls = commands.flatMap(({ words, input, line }) =>
    readCommand(words, input, depth).map((call) => ({ call, line })),
  );
  return isBroken ? [...calls, ...unread(text)] : calls;
}

/** What cannot be read concerns us only where it names us: then at the line that does. */
export function unread(text: string): LocatedCall[] {
  const at = text.search(/\b(?:prisma7?|dropdb)\b/);
  return at < 0 ? [] : [{ call: { kind: 'unread' }, line: text.slice(0, at).split('\n').length - 1 }];
}

/** The same without their lines. */
export function findCalls(text: string, depth = 0): Call[] {
  return locateCalls(text, depth).map(({ call }) => call);
}

function readCommand(all: readonly string[], input: string | undefined, depth: number): Call[] {
  const words = all.slice(all.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word)));
  const [first = '', ...rest] = words;
  const head = path.posix.basename(first);
  if (isPrisma(first)) return [{ kind: 'prisma', program: 'prisma', argv: rest, route: 'plain', version: undefined }];
  if (head === 'dropdb') return [{ kind: 'prisma', program: 'dropdb', argv: rest, route: 'plain', version: undefined }];
  if (runners.has(head)) return readRunner(head, rest, (inner) => findCalls(inner, depth + 1));
  if (nodes.has(head)) return readNode(rest);
  if (shells.has(head)) {
    const at = rest.findIndex((word) => /^-\w*c$/.test(word));
    return findCalls(at < 0 ? (input ?? '') : (rest[at + 1] ?? ''), depth + 1);
  }
  if (/^(run-s|run-p|npm-run-all2?)$/.test(head))
    return rest.filter((word) => !word.startsWith('-')).map((name) => ({ kind: 'script', name }));
  if (!wrappers.test(head) && !rest.includes('--')) return [];
  const start = rest.findIndex(
    (word, index) => (isPrisma(word) && isCommand(rest[index + 1] ?? '')) || startsProgram(path.posix.basename(word)),
  );
  const quoted = rest.filter((word) => /\s/.test(word) && /prisma|dropdb|run /.test(word));
  return [
    // Whether a shell gets them is a guess.
    ...quoted.flatMap((word) => findCalls(word, depth + 1)).filter(({ kind }) => kind !== 'unread'),
    ...(start < 0 ? [] : readCommand(rest.slice(start), input, depth)),
  ];
}

/** What follows Prisma's name where it is called: behind a wrapper the name may be that of an image, a service, a folder. */
function isCommand(word: string): boolean {
  return word.startsWith('-') || (firstWords.has(word) && !everydayWords.has(word));
}

function isPrisma(word: string): boolean {
  return /^(?:.*\/node_modules\/\.bin\/|node_modules\/\.bin\/)?prisma7?$/.test(word);
}

function startsProgram(head: string): boolean {
  return head === 'dropdb' || runners.has(head) || nodes.has(head) || shells.has(head);
}

function readNode(words: readonly string[]): Call[] {
  const at = words.findIndex((word) => entryFile.test(word));
  if (at < 0 || words.slice(0, at).some((word) => /^(-e|-p|--eval|--print)$/.test(word))) return [];
  return [{ kind: 'prisma', program: 'prisma', argv: words.slice(at + 1), route: 'file', version: undefined }];
}
