import { grammars } from '../../policy/grammar/index.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify } from '../classify/classify.ts';
import { identifyActor } from '../environment/actor.ts';
import { errors } from '../errors/codes.ts';
import type { Host } from '../host.ts';
import { parse } from '../parse/parse.ts';
import { judge, judgeByVariables } from '../pipeline/guard.ts';
import { locate } from '../project/locate.ts';
import type { Judgement, Program } from '../types.ts';
import { toMessage } from '../ui/error-message.ts';
import { explanationRecord } from '../ui/explanation.ts';
import { writeJson } from './output.ts';

interface Line {
  readonly program: Program;
  readonly major: number | undefined;
  readonly argv: readonly string[];
}

/** One object in, one object out, in order. A line that is none of these gets an `error`, and the exit code says so. */
export async function explainBatch(host: Host): Promise<number> {
  let exitCode = 0;
  for await (const text of linesOf(host.stdin)) {
    if (text.trim() === '') continue;
    const line = readLine(text);
    if (typeof line === 'string') {
      writeJson(host, { error: line });
      exitCode = errors.usage.exit;
      continue;
    }
    try {
      writeJson(host, explanationRecord(line.major === undefined ? await inFull(host, line) : fromArgv(host, line)));
    } catch (error) {
      const { code, what, exit } = toMessage(error, host.version());
      writeJson(host, { error: what, code });
      exitCode = exit;
    }
  }
  return exitCode;
}

/** What the line says by itself: no CLI, no policy and no database is looked for. */
function fromArgv(host: Host, { program, major, argv }: Line): Judgement {
  const invocation = parse(program, major, argv, grammars);
  const judged = judgeByVariables(host, classify(invocation, rules));
  return { invocation, ...judged, resolution: undefined, actor: identifyActor(host) };
}

function inFull(host: Host, { program, argv }: Line): Promise<Judgement> {
  const cli = locate(host, program);
  const invocation = parse(program, cli.major, argv, grammars);
  return judge(host, cli, invocation, classify(invocation, rules));
}

/** A sentence where it is not a line of this kind. */
function readLine(text: string): Line | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'This line is not JSON.';
  }
  const { program = 'prisma', major, argv } = (value ?? {}) as Record<string, unknown>;
  if (program !== 'prisma' && program !== 'dropdb') return 'The program is prisma or dropdb.';
  if (major !== undefined && major !== null && !Number.isInteger(major)) return 'The major is a whole number.';
  if (!Array.isArray(argv) || !argv.every((word) => typeof word === 'string'))
    return 'The argv is an array of strings.';
  return { program, major: typeof major === 'number' ? major : undefined, argv };
}

async function* linesOf(stream: NodeJS.ReadableStream): AsyncGenerator<string> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}
