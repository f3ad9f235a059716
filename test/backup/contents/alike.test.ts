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

const columns = (...lines: string[]) =>
  table(`CREATE TABLE \`t\` (\n${lines.map((line) => `  ${line}`).join(',\n')}\n)`);

test.each([
  [
    'a text',
    '`a` varchar(10) COLLATE utf8mb4_unicode_ci NOT NULL',
    '`a` varchar(10) CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci NOT NULL',
  ],
  ['a text of no length', '`a` text COLLATE utf8mb3_bin', '`a` text CHARACTER SET utf8mb3 COLLATE utf8mb3_bin'],
  [
    'an enumeration of anything',
    "`a` enum('x)','it''s COLLATE a_b') COLLATE latin1_bin",
    "`a` enum('x)','it''s COLLATE a_b') CHARACTER SET latin1 COLLATE latin1_bin",
  ],
  [
    'a name with a quote',
    '`a``b c` char(1) COLLATE ascii_bin',
    '`a``b c` char(1) CHARACTER SET ascii COLLATE ascii_bin',
  ],
])('the character set that a collation names is no difference: %s', (_, alone, both) => {
  expect(findDifferences(columns('`id` int', alone), columns('`id` int', both))).toEqual([]);
  expect(findDifferences(columns('`id` int', both), columns('`id` int', alone))).toEqual([]);
});

test.each([
  ['another collation', '`a` text COLLATE utf8mb4_bin', '`a` text CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci'],
  ['another character set', '`a` text COLLATE utf8mb4_bin', '`a` text CHARACTER SET utf8mb3 COLLATE utf8mb3_bin'],
  ['no collation', '`a` text', '`a` text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin'],
  ['words of a comment', "`a` int COMMENT 'x COLLATE a_b'", "`a` int COMMENT 'x CHARACTER SET a COLLATE a_b'"],
  ['words of a default', "`a` char(9) DEFAULT ' COLLATE a_b'", "`a` char(9) DEFAULT ' CHARACTER SET a COLLATE a_b'"],
])('%s is a difference', (_, was, is) => {
  expect(findDifferences(columns(was), columns(is))).toMatchObject([{ how: 'definition' }]);
});

test('a history that an older backup does not record is no difference, and one that is lost or changed is', () => {
  const history = { kind: 'row history', name: 't', detail: '3 aa' };
  expect(findDifferences(of(), of(history))).toEqual([]);
  expect(findDifferences(of(history), of())).toMatchObject([{ how: 'missing' }]);
  expect(findDifferences(of(history), of({ ...history, detail: '2 aa' }))).toMatchObject([{ how: 'definition' }]);
  expect(findDifferences(of(), of({ ...history, kind: 'view' }))).toMatchObject([{ how: 'added' }]);
});
