import { expect, test } from 'vitest';
import { readSqlite } from '../../../src/sql/sqlite/read.ts';
import { swept } from '../../support/sweep.ts';
import { checkReadings } from '../check-readings.ts';
import { generate, spoiled } from './grammar.ts';
import { run } from './run.ts';
import { schema } from './there.ts';

/** For all of them. */
const timeout = 900_000;

test(
  'of 20,000 scripts however written none that takes rows is judged harmless, and few harmless ones are not understood',
  () => {
    checkReadings({
      seeds: swept(20_000, 20),
      generate,
      spoiled,
      read: (sql) => readSqlite(sql, { schema }),
      readBlindly: (sql) => readSqlite(sql, {}),
    });
  },
  timeout,
);

test(
  'scripts of the grammar do to a real SQLite what the grammar says of them',
  () => {
    const ran = { keeps: 0, loses: 0 };
    const refused: string[] = [];
    for (const seed of swept(20_000, 50)) {
      const { sql, destroys } = generate(seed);
      const { gone, error } = run(sql);
      // One statement before has renamed or removed what another one needs.
      if (error !== undefined) refused.push(`${seed}: ${error}: ${sql}`);
      else {
        expect(gone.length > 0, `${seed}: ${gone}: ${sql}`).toBe(destroys);
        ran[destroys ? 'loses' : 'keeps'] += 1;
      }
    }
    const all = ran.keeps + ran.loses + refused.length;
    expect(refused.length / all, refused.slice(0, 10).join('\n=====\n')).toBeLessThan(0.1);
    expect(Math.min(ran.keeps, ran.loses)).toBeGreaterThan(all / 4);
  },
  timeout,
);
