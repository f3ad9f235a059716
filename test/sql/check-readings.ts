import { expect } from 'vitest';
import type { SqlStatement } from '../../src/sql/script.ts';
import { readSet } from '../../src/sql/set.ts';
import { riskOf } from './corpus-case.ts';
import type { Generated } from './writing.ts';

type Read = (sql: string) => readonly SqlStatement[];

interface Readings {
  readonly seeds: readonly number[];
  readonly generate: (seed: number) => Generated;
  /** What a text may have been through on its way. */
  readonly spoiled: readonly ((sql: string) => string)[];
  readonly read: Read;
  /** By who knows nothing of the database. */
  readonly readBlindly: Read;
}

/** Statement by statement, and as a set: either is asked somewhere. */
const risksOf = (statements: readonly SqlStatement[]) => [
  riskOf(statements),
  readSet([{ migration: undefined, statements }]).risk,
];

const isHarmless = (risk: string) => risk === 'none' || risk === 'change';

/** None that takes rows is judged harmless, and of the others no more than one in twenty is taken for one that might. */
export function checkReadings({ seeds, generate, spoiled, read, readBlindly }: Readings): void {
  const [missed, alarms]: [string[], string[]] = [[], []];
  let harmless = 0;
  for (const seed of seeds) {
    const { sql, destroys, needsSchema } = generate(seed);
    const risks = risksOf(read(sql));
    if (!destroys) {
      harmless += 1;
      if (!risks.every(isHarmless)) alarms.push(`${seed}: ${risks}: ${sql}`);
      continue;
    }
    const otherwise = spoiled[seed % spoiled.length]?.(sql) ?? sql;
    const others = needsSchema ? [] : [sql, otherwise].flatMap((each) => risksOf(readBlindly(each)));
    if ([...risks, ...others].some(isHarmless)) missed.push(`${seed}: ${risks}, ${others}: ${sql}`);
  }
  expect(missed.join('\n=====\n')).toBe('');
  expect(harmless).toBeGreaterThan(seeds.length / 3);
  expect(alarms.length / harmless, alarms.slice(0, 10).join('\n=====\n')).toBeLessThanOrEqual(0.05);
}
