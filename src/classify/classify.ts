import { isProtected } from '../../policy/matrix.ts';
import type { Rule, When } from '../../policy/rules/rule.ts';
import type { Classification, Environment, Invocation, Program } from '../types.ts';

/** The first rule that matches. A line that no rule knows is `unknown`: a hole in the table must not let anything pass. */
export function classify(invocation: Invocation, rules: readonly Rule[]): Classification {
  const rule = rules.find(({ when }) => matches(when, invocation));
  if (rule === undefined) {
    return {
      rule: 'no-rule',
      risk: 'unknown',
      reach: 'main',
      effect: 'No rule says what this command does.',
      instead: [],
    };
  }
  const { id, risk, reach, effect, instead, whereProtected, waits, sql } = rule;
  return {
    ...{ rule: id, risk, reach, effect, instead },
    ...(whereProtected && { whereProtected }),
    ...(waits && { waits }),
    ...(sql && { sql }),
  };
}

/** The same in that place, where it may be more than elsewhere. */
export function inPlace(classification: Classification, { name }: Environment): Classification {
  const { whereProtected } = classification;
  return whereProtected !== undefined && isProtected(name)
    ? { ...classification, risk: whereProtected }
    : classification;
}

export type Conditions = { readonly [Key in keyof When]?: When[Key] | undefined };

/** Whether all conditions that are there hold. */
export function matches(when: Conditions, invocation: Invocation): boolean {
  const { program, major, reading, command, operands } = invocation;
  // A line that only prints or cannot be read matches nothing but the rules that ask for that.
  if (!(when.reading ?? ['runs']).includes(reading)) return false;
  if (when.reading === undefined && ruledAs(program) !== (when.program ?? 'prisma')) return false;
  if (when.majors && (major === undefined || !when.majors.includes(major))) return false;
  if (when.commands && !when.commands.includes(command)) return false;
  if (when.given && !when.given.some((name) => isGiven(invocation, name))) return false;
  if (when.alsoGiven && !when.alsoGiven.some((name) => isGiven(invocation, name))) return false;
  if (when.words && !when.words.some((word) => operands.includes(word))) return false;
  if (when.withoutWords?.some((word) => operands.includes(word))) return false;
  return true;
}

function ruledAs(program: Program): Program {
  return program === 'prisma7' ? 'prisma' : program;
}

/** Prisma takes an empty value for one that was not given. */
function isGiven(invocation: Invocation, name: string): boolean {
  const value = Object.hasOwn(invocation.options, name) ? invocation.options[name] : undefined;
  return value === true || value?.some((text) => text !== '') === true;
}
