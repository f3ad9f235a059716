import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMariadbDatabase } from '../../support/servers.ts';
import { share } from '../../support/sweep.ts';
import { corpus } from './corpus/index.ts';
import { type Ran, type Runs, startRuns } from './run.ts';

let database: Awaited<ReturnType<typeof createMariadbDatabase>>;
let runs: Runs;
const results = new Map<string, Ran>();
const cases = share(corpus, 5);

beforeAll(async () => {
  database = await createMariadbDatabase();
  runs = await startRuns({ flavour: 'mariadb', ...database });
  for (const { sql } of cases) results.set(sql, await runs.run(sql));
}, 300_000);

afterAll(async () => {
  await runs.stop();
  await database.drop();
});

const ran = (sql: string) => results.get(sql) as Ran;

test('what is judged harmless has kept every value, and what is said to run does', () => {
  const wrong = cases.filter(({ sql, risk, isRefused }) => {
    const { gone, error } = ran(sql);
    return (gone.length > 0 && ['none', 'change'].includes(risk)) || (error !== undefined) !== (isRefused === true);
  });
  expect(wrong.map(({ sql }) => [sql, ran(sql)])).toEqual([]);
});

test('what is judged to destroy does, but for the false alarms that are marked', () => {
  const harmless = cases.filter(
    ({ sql, risk, isRefused }) => !isRefused && risk === 'destroy' && ran(sql).gone.length === 0,
  );
  expect(harmless.filter(({ isFalseAlarm }) => !isFalseAlarm).map(({ sql }) => sql)).toEqual([]);
});
