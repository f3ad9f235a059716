import { expect, test } from 'vitest';
import { createHost } from '../../../src/host.ts';
import { readPostgresql } from '../../../src/sql/postgresql/read.ts';
import { readSet } from '../../../src/sql/set.ts';
import { swept } from '../../support/sweep.ts';
import { generate, spoiled } from './grammar.ts';

const host = createHost();

async function riskOf(sql: string, standardStrings: boolean | undefined) {
  const statements = await readPostgresql(host, sql, { dialect: 'postgresql', standardStrings });
  return readSet([{ migration: undefined, statements }]).risk;
}

test('of 20,000 scripts however written none that takes rows is judged harmless, and few harmless ones are not understood', async () => {
  const seeds = swept(20_000, 10);
  const [missed, alarms]: [string[], string[]] = [[], []];
  let harmless = 0;
  for (const seed of seeds) {
    const { sql, destroys } = generate(seed);
    const risk = await riskOf(sql, true);
    if (destroys) {
      if (risk !== 'destroy') missed.push(`${seed}: ${risk}: ${sql}`);
      const otherwise = spoiled[seed % spoiled.length]?.(sql) ?? sql;
      const other = await riskOf(otherwise, undefined);
      if (other === 'none' || other === 'change') missed.push(`${seed}: ${other}: ${otherwise}`);
    } else {
      harmless += 1;
      if (risk !== 'none' && risk !== 'change') alarms.push(`${seed}: ${risk}: ${sql}`);
    }
  }
  expect(missed.join('\n=====\n')).toBe('');
  expect(harmless).toBeGreaterThan(seeds.length / 3);
  expect(alarms.length / harmless, alarms.slice(0, 10).join('\n=====\n')).toBeLessThanOrEqual(0.05);
});
