import { expect, it } from 'vitest';
import { findDifferences } from '../../../src/backup/contents/compare.ts';
import { tellEach } from '../../../src/backup/contents/tell-each.ts';
import { InterlockError } from '../../../src/errors/interlock-error.ts';
import { errorMessage } from '../../../src/ui/error-message.ts';

const tables = (...rows: number[]) => rows.map((count, index) => ({ name: `t${index}`, rows: count, digest: 'a' }));
const view = (detail: string) => ({ kind: 'view', name: 'v', detail });

it('tells each difference on a line, and where two definitions part', () => {
  const was = { tables: tables(1, 2), objects: [view(`SELECT ${'a, '.repeat(40)}b FROM t\n  WHERE x`)] };
  const is = { tables: tables(1, 3), objects: [view(`SELECT ${'a, '.repeat(40)}b FROM u WHERE x`)] };
  expect(tellEach(findDifferences(was, is))).toEqual([
    'table t1 has 3 rows in place of 2',
    'view v is defined otherwise: "…, a, a, a, a, a, b FROM u WHERE x" in place of "…, a, a, a, a, a, b FROM t WHERE x"',
  ]);
});

it('repeats nothing where there is one, and counts what is beyond a hundred', () => {
  expect(tellEach(findDifferences({ tables: tables(1), objects: [] }, { tables: tables(2), objects: [] }))).toEqual([]);
  const many = findDifferences({ tables: tables(...Array(120).fill(1)), objects: [] }, { tables: [], objects: [] });
  expect(tellEach(many)).toHaveLength(101);
  expect(tellEach(many).at(-1)).toBe('and 20 more');
});

it('is part of what a person reads, and of the JSON', () => {
  const error = new InterlockError('verify-failed', { why: 'Two things differ.', details: ['one', 'other'] });
  expect(errorMessage(error).because).toEqual(['Two things differ.', 'one', 'other']);
});
