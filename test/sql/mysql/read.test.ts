import { expect, test } from 'vitest';
import { readMysql } from '../../../src/sql/mysql/read.ts';
import { effectsOf, mayLose, riskOf } from '../corpus-case.ts';
import { corpus } from './corpus/index.ts';
import { known } from './there.ts';

const reading = { flavour: 'mariadb', version: 101119, sqlMode: ['STRICT_TRANS_TABLES'], schema: known } as const;

test.each(corpus)('$risk: $sql', ({ sql, risk, effects }) => {
  const statements = readMysql(sql, reading);
  expect(riskOf(statements)).toBe(risk);
  expect(effectsOf(statements)).toEqual(expect.arrayContaining([...effects]));
  expect(mayLose(statements)).toBe(['destroy', 'unknown'].includes(risk));
});

test('false alarms are under 2 %', () => {
  const alarms = corpus.filter(({ isFalseAlarm }) => isFalseAlarm).length;
  const harmless = corpus.filter(({ risk, isFalseAlarm }) => isFalseAlarm || ['none', 'change'].includes(risk)).length;
  expect(alarms / harmless).toBeLessThan(0.02);
  expect(corpus.length).toBeGreaterThanOrEqual(130);
});
