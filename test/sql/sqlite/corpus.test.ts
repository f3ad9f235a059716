import { expect, test } from 'vitest';
import { readSqlite } from '../../../src/sql/sqlite/read.ts';
import { effectsOf, mayLose, riskOf } from '../corpus-case.ts';
import { rewrites } from './corpus/rewrites.ts';
import { rows as rowCases, settings } from './corpus/rows.ts';
import { tables } from './corpus/tables.ts';
import { run } from './run.ts';
import { schema } from './there.ts';

const corpus = [...rewrites, ...tables, ...rowCases, ...settings];

test.each(corpus)('$risk: $sql', ({ sql, risk, effects }) => {
  const statements = readSqlite(sql, { schema });
  expect(riskOf(statements)).toBe(risk);
  expect(effectsOf(statements)).toEqual(expect.arrayContaining([...effects]));
  expect(mayLose(statements)).toBe(['destroy', 'unknown'].includes(risk));
});

test('what is judged harmless has kept every value, and what is said to run does', () => {
  const wrong = corpus.filter(({ sql, risk, isRefused }) => {
    const { gone, error } = run(sql);
    return (gone.length > 0 && ['none', 'change'].includes(risk)) || (error !== undefined) !== (isRefused === true);
  });
  expect(wrong.map(({ sql }) => [sql, run(sql)])).toEqual([]);
});

test('what is judged to destroy does, but for the false alarms that are marked, which are under 2 %', () => {
  const harmless = corpus.filter(
    ({ sql, risk, isRefused }) => !isRefused && risk === 'destroy' && run(sql).gone.length === 0,
  );
  expect(harmless.filter(({ isFalseAlarm }) => !isFalseAlarm).map(({ sql }) => sql)).toEqual([]);
  const alarms = corpus.filter(({ isFalseAlarm }) => isFalseAlarm).length;
  const static_ = corpus.filter(({ risk, isFalseAlarm }) => isFalseAlarm || ['none', 'change'].includes(risk)).length;
  expect(alarms / static_).toBeLessThan(0.02);
  expect(corpus.length).toBeGreaterThanOrEqual(130);
});
