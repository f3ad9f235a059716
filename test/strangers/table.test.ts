import { expect, describe as group, test } from 'vitest';
import { compareTexts, nothing, type Result } from './round.ts';
import { describe, isGood, markdown, summarize } from './table.ts';

const exact: Result = { ...nothing, tables: 3, rows: 40, outcome: 'exact' };
const unloaded: Result = { ...nothing, outcome: 'not loaded: ERROR 1064' };
const named: Result = { ...exact, outcome: 'differs', omissions: ['view v left-out: its table is gone'] };
const differs: Result = { ...exact, outcome: 'differs', differences: ['- a'] };
/** What was named before excuses no step that failed. */
const failed: Result = { ...exact, outcome: 'restore: the server went away', omissions: named.omissions };
const row = (...results: Result[]) => new Map(results.map((result, index) => [`S${index}`, result]));

test('only what came back, was named before or never got in is good', () => {
  expect([exact, named, unloaded].map(isGood)).toEqual([true, true, true]);
  expect([differs, failed, { ...exact, outcome: 'undo: differs' }].map(isGood)).toEqual([false, false, false]);
});

group('the end', () => {
  test('is bad where nothing came back, though nothing failed', () => {
    expect(summarize(new Map([['a', row(unloaded)]])).isGood).toBe(false);
    expect(summarize(new Map()).isGood).toBe(false);
    expect(summarize(new Map([['a', row(unloaded, named)]])).isGood).toBe(true);
  });

  test('counts each database on each server', () => {
    const { text, isGood: good } = summarize(
      new Map([
        ['a', row(exact, failed)],
        ['b', row(exact, unloaded)],
      ]),
    );
    expect(good).toBe(false);
    expect(text).toBe('2 of 4 came back exactly, 0 all but what was named before, 1 could not be loaded, 1 failed');
  });
});

test('a row has the fullest load, and a cell for each server', () => {
  const some = { ...exact, tables: 2, rows: 9, refused: ['ERROR 1064'] };
  expect(markdown(['S0', 'S1', 'S2'], new Map([['a', row(some, exact)]]))).toBe(
    '| database | tables | rows | S0 | S1 | S2 |\n|---|---|---|---|---|---|\n| a | 3 | 40 | exact; 1 statement refused at loading | exact |  |',
  );
});

test('a cell stays one cell', () => {
  expect(describe({ ...exact, outcome: 'restore: a|b\nc' })).toBe('restore: a\\|b c');
});

test('texts differ by lines, or by their order', () => {
  expect(compareTexts('a\nb', 'a\nb')).toEqual([]);
  expect(compareTexts('a\nb', 'b\nc')).toEqual(['- a', '+ c']);
  expect(compareTexts('a\nb', 'b\na')).toEqual(['the same lines in another order']);
});
