/** Lines of a file of cases: an expected verdict, a database or a kind of place, and a command line. */
import { grammars } from '../../policy/grammar/index.ts';
import { matrix } from '../../policy/matrix.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify, inPlace } from '../classify/classify.ts';
import { decide } from '../decide/decide.ts';
import { readShell } from '../doctor/scan/read-shell.ts';
import { judge } from '../environment/judge.ts';
import { parse } from '../parse/parse.ts';
import { forbid } from '../policy/forbid.ts';
import { raiseByOwners } from '../policy/own-rules.ts';
import type { Policy } from '../policy/policy.ts';
import { redactText } from '../secrets/redact.ts';
import { targetNamed } from '../target/named.ts';
import type { Environment, EnvironmentName, Resolution, Verdict } from '../types.ts';

export interface Case {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  readonly words: readonly string[];
}

export interface CaseResult {
  readonly line: number;
  /** As written, without secrets. */
  readonly text: string;
  readonly isAsExpected: boolean;
  readonly expected: string;
  /** Undefined where the line is no case; `because` says why. */
  readonly got: Verdict | undefined;
  readonly because: readonly string[];
}

export interface CasePlace {
  readonly policy: Policy;
  readonly root: string;
  readonly major: number | undefined;
  realpath(file: string): string;
}

const verdicts: readonly string[] = ['allow', 'confirm', 'block'] satisfies Verdict[];
const places: readonly string[] = Object.keys(matrix);

/** One case a line, its words as a shell takes them; what stands behind a `#` is a remark. */
export function readCases(text: string): Case[] {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const { commands, isBroken } = readShell(line);
    const [first] = commands;
    if (first === undefined && !isBroken) return [];
    return [
      {
        line: index + 1,
        text: redactText(line.trim()),
        words: isBroken || commands.length > 1 ? [] : (first?.words ?? []),
      },
    ];
  });
}

/** No variable of the environment counts, and no database is connected to: the verdict is that of the policy. */
export function judgeCase({ line, text, words }: Case, at: CasePlace): CaseResult {
  const [expected = '', where = '', program, ...argv] = words;
  const broken = (why: string): CaseResult => {
    return { line, text, isAsExpected: false, expected, got: undefined, because: [why] };
  };
  if (!verdicts.includes(expected)) return broken(`It begins with none of ${verdicts.join(', ')}.`);
  if (program !== 'prisma' && program !== 'dropdb')
    return broken('Behind the database stands the command line, which begins with prisma or dropdb.');
  const place = placeOf(where, at);
  if (typeof place === 'string') return broken(place);
  const { environment } = place;
  const invocation = parse(program, program === 'dropdb' ? undefined : at.major, argv, grammars);
  const typed = inPlace(classify(invocation, rules), environment);
  const raised = raiseByOwners(typed, invocation, place, at.policy);
  const { verdict, because } = forbid(decide(raised, environment, matrix), invocation, at.policy);
  return { line, text, isAsExpected: verdict === expected, expected, got: verdict, because };
}

interface Place {
  readonly resolution: Resolution;
  readonly environment: Environment;
}

function placeOf(where: string, { policy, root, realpath }: CasePlace): Place | string {
  if (places.includes(where)) {
    return {
      resolution: { targets: [], problem: undefined },
      environment: { name: where as EnvironmentName, evidence: [] },
    };
  }
  const target = targetNamed(where, root, { cwd: root, realpath });
  if (typeof target === 'string') return `This is no name of a database. ${target}`;
  const resolution = { targets: [target], problem: undefined };
  return { resolution, environment: judge({}, resolution, policy) };
}
