/** Commands that a project never runs, in no place. */
import { grammars } from '../../policy/grammar/index.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify } from '../classify/classify.ts';
import { parse } from '../parse/parse.ts';
import { escapeDeceptive } from '../secrets/clean.ts';
import type { Decision, Invocation } from '../types.ts';
import type { Forbidden, Policy } from './policy.ts';

const majors = [5, 6, 7, 8];

/** A sentence on why such a word forbids nothing; undefined where it forbids a command of some Prisma, or dropdb. */
export function problemOfForbid(command: string): string | undefined {
  const read = majors.map((major) => readAs(command, major)).filter((each) => each.reading === 'runs');
  const risks = read.map((each) => classify(each, rules).risk);
  if (read.every((each) => each.command === '' && each.program === 'prisma'))
    return 'No Prisma has such a command; write it as behind its name: db push, migrate reset, db push --accept-data-loss.';
  return risks.every((risk) => risk === 'none')
    ? 'It cannot lose data, so it is handed on before any policy is read.'
    : undefined;
}

/** A block where the line is one of these, with the reason first. The options that are named must be among its own. */
export function forbid(decision: Decision, invocation: Invocation, policy: Policy): Decision {
  const found = forbiddenBy(invocation, policy);
  if (found === undefined) return decision;
  const reason = found.because === undefined ? '' : `: ${escapeDeceptive(found.because)}`;
  const why = `Its owners never run \`${found.command}\` here${reason.replace(/\.?$/, '.')}`;
  return { verdict: 'block', confirm: 'none', backup: 'none', because: [why, ...decision.because] };
}

/** The first word of the policy that forbids the line. */
export function forbiddenBy(invocation: Invocation, { forbid: all = [] }: Policy): Forbidden | undefined {
  return all.find(({ command }) => isMeant(readAs(command, invocation.major), invocation));
}

function readAs(command: string, major: number | undefined): Invocation {
  const [first = '', ...rest] = command.trim().split(/\s+/);
  if (first === 'dropdb') return parse('dropdb', undefined, [...rest, 'any'], grammars);
  return parse('prisma', major, [...(first === 'prisma' ? [] : [first]), ...rest], grammars);
}

function isMeant(forbidden: Invocation, line: Invocation): boolean {
  const isSame = (forbidden.program === 'dropdb') === (line.program === 'dropdb') && forbidden.command === line.command;
  if (!isSame || forbidden.reading !== 'runs' || line.reading === 'help' || line.reading === 'version') return false;
  return Object.keys(forbidden.options).every((name) => Object.hasOwn(line.options, name));
}
