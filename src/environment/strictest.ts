import type { Environment, EnvironmentName, Evidence } from '../types.ts';

const strictness: Readonly<Record<EnvironmentName, number>> = {
  test: 0,
  development: 1,
  staging: 2,
  unknown: 3,
  production: 3,
};

/** The strictest word. `test` comes from the policy alone, and holds where nothing else speaks of more than development. */
export function strictest(evidence: readonly Evidence[]): Environment {
  let name: EnvironmentName | undefined;
  for (const { says } of evidence) {
    if (name === undefined || strictness[says] > strictness[name] || says === 'production') {
      name = name === 'production' ? name : says;
    }
  }
  if (name === 'development' && evidence.some(({ says }) => says === 'test')) name = 'test';
  return { name: name ?? 'unknown', evidence };
}

export function isStricter(one: EnvironmentName, other: EnvironmentName): boolean {
  return strictness[one] > strictness[other];
}
