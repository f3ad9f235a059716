import type { Risk } from '../src/types.ts';

const order: readonly Risk[] = ['none', 'change', 'unknown', 'destroy'];

/** What is known to destroy is stricter than what nobody can read: that may be harmless. */
export function isStricterRisk(risk: Risk, than: Risk): boolean {
  return order.indexOf(risk) > order.indexOf(than);
}

export function strictestRisk(risks: Iterable<Risk>): Risk {
  let strictest: Risk = 'none';
  for (const risk of risks) if (isStricterRisk(risk, strictest)) strictest = risk;
  return strictest;
}
