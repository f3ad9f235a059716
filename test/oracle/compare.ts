import { grammars } from '../../policy/grammar/index.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify } from '../../src/classify/classify.ts';
import { parse } from '../../src/parse/parse.ts';
import type { Program, Risk } from '../../src/types.ts';

/** What the product says of a line by its words alone. */
export function riskOf(program: Program, major: number | undefined, argv: readonly string[]): Risk {
  return classify(parse(program, major, argv, grammars), rules).risk;
}

/** What must be said at least of a line with that effect; `harmless` must be let through, of the rest anything may be said. */
export type Needed = 'destroy' | 'change' | 'none' | 'anything';

/** Undefined where the risk is neither too low nor a false alarm. */
export function complaint(needed: Needed, risk: Risk): 'bypass' | 'false alarm' | undefined {
  if (needed === 'destroy') return risk === 'destroy' || risk === 'unknown' ? undefined : 'bypass';
  if (needed === 'change') return risk === 'none' ? 'bypass' : undefined;
  return needed === 'none' && risk !== 'none' ? 'false alarm' : undefined;
}
