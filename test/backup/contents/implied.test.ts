import { expect, it } from 'vitest';
import { findDifferences } from '../../../src/backup/contents/compare.ts';
import type { DumpedObject } from '../../../src/backup/engines/contract.ts';

const key = (name: string, refers: string, impliedOn?: string): DumpedObject => ({
  kind: 'constraint',
  name,
  detail: `FOREIGN KEY a REFERENCES ${refers}`,
  ...(impliedOn && { impliedOn }),
});

const differences = (expected: DumpedObject[], actual: DumpedObject[]) =>
  findDifferences({ tables: [], objects: expected }, { tables: [], objects: actual }).map(({ text }) => text);

it('takes what the server named for what it says, also against a backup that does not tell who named it', () => {
  const actual = [key('p.parent_fkey', 'x', 'p')];
  expect(differences([key('p.own', 'x', 'p')], actual)).toEqual([]);
  expect(differences([key('p.own', 'x')], actual)).toEqual([]);
});

it('finds each once where names went round among several', () => {
  const expected = [key('p.k1', 'x', 'p'), key('p.k2', 'y', 'p'), key('p.k3', 'x', 'p')];
  const actual = [key('p.k1', 'y', 'p'), key('p.k2', 'x', 'p'), key('p.k4', 'x', 'p')];
  expect(differences(expected, actual)).toEqual([]);
  expect(differences(expected, actual.slice(0, 2))).toEqual(['constraint p.k3 is missing']);
});

it('takes what is new and follows from something else for no difference, and what is gone for one', () => {
  expect(differences([], [key('p.k', 'x', 'p')])).toEqual([]);
  expect(differences([], [key('p.k', 'x')])).toEqual(['constraint p.k was not there before']);
  expect(differences([key('p.k', 'x', 'p')], [])).toEqual(['constraint p.k is missing']);
  expect(differences([key('p.k', 'x', 'p')], [key('p.k', 'y', 'p')])).toEqual(['constraint p.k is defined otherwise']);
});

it('takes nothing for the same that a person named, is on another table, or says something else', () => {
  expect(differences([key('p.own', 'x')], [key('p.other', 'x')])).not.toEqual([]);
  expect(differences([key('p.own', 'x', 'p')], [key('q.own', 'x', 'q')])).not.toEqual([]);
  expect(differences([key('p.own', 'x', 'p')], [key('p.other', 'y', 'p')])).not.toEqual([]);
  expect(differences([key('p1.own', 'x')], [key('p.own', 'x', 'p')])).not.toEqual([]);
});
