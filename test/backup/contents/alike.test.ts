import { expect, test } from 'vitest';
import { findDifferences } from '../../../src/backup/contents/compare.ts';
import type { Contents } from '../../../src/backup/engines/contract.ts';

const of = (...objects: Contents['objects']): Contents => ({ tables: [], objects });
const table = (detail: string) => of({ kind: 'table', name: 't', detail });
const made = (interval: string, auto: string, count: number) =>
  table(`CREATE TABLE \`t\` (\n  \`x\` int(11)\n) ENGINE=InnoDB WITH SYSTEM VERSIONING
 PARTITION BY SYSTEM_TIME INTERVAL ${interval} STARTS TIMESTAMP'2026-11-20 00:00:00'${auto}\nPARTITIONS ${count}`);

test('how many partitions the server has made by now is no difference; everything else about them is', () => {
  expect(findDifferences(made('1 DAY', ' AUTO', 3), made('1 DAY', ' AUTO', 11))).toEqual([]);
  expect(findDifferences(made('1 DAY', '', 3), made('1 DAY', '', 11))).toHaveLength(1);
  expect(findDifferences(made('1 DAY', ' AUTO', 3), made('2 DAY', ' AUTO', 3))).toHaveLength(1);
  expect(findDifferences(made('1 DAY', ' AUTO', 3), made('1 DAY', '', 3))).toHaveLength(1);
});

test('a history that an older backup does not record is no difference, and one that is lost or changed is', () => {
  const history = { kind: 'row history', name: 't', detail: '3 aa' };
  expect(findDifferences(of(), of(history))).toEqual([]);
  expect(findDifferences(of(history), of())).toMatchObject([{ how: 'missing' }]);
  expect(findDifferences(of(history), of({ ...history, detail: '2 aa' }))).toMatchObject([{ how: 'definition' }]);
  expect(findDifferences(of(), of({ ...history, kind: 'view' }))).toMatchObject([{ how: 'added' }]);
});
