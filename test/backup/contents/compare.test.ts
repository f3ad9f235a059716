import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findDifferences, summarize, unexplained } from '../../../src/backup/contents/compare.ts';
import type { Contents, Omission } from '../../../src/backup/engines/contract.ts';

const whole: Contents = {
  tables: [
    { name: 'public.User', rows: 2, digest: 'aa' },
    { name: 'public.Post', rows: 1, digest: 'bb' },
  ],
  objects: [
    { kind: 'constraint', name: 'public.User.User_pkey', detail: 'PRIMARY KEY (id)' },
    { kind: 'index', name: 'public.User_pkey', detail: 'CREATE UNIQUE INDEX' },
  ],
};

const lacking: Contents = {
  tables: [{ name: 'public.User', rows: 2, digest: 'cc' }],
  objects: [
    { kind: 'index', name: 'public.User_pkey', detail: 'CREATE INDEX' },
    { kind: 'view', name: 'public.v', detail: 'SELECT 1' },
  ],
};

test('a difference tells what it is of, how, and in words that need no others', () => {
  expect(findDifferences(whole, lacking)).toEqual([
    { kind: 'table', name: 'public.User', how: 'contents', text: 'table public.User has other contents' },
    { kind: 'table', name: 'public.Post', how: 'missing', text: 'table public.Post is missing' },
    {
      kind: 'constraint',
      name: 'public.User.User_pkey',
      how: 'missing',
      text: 'constraint public.User.User_pkey is missing',
    },
    {
      kind: 'index',
      name: 'public.User_pkey',
      how: 'definition',
      text: 'index public.User_pkey is defined otherwise',
      definitions: ['CREATE UNIQUE INDEX', 'CREATE INDEX'],
    },
    { kind: 'view', name: 'public.v', how: 'added', text: 'view public.v was not there before' },
  ]);
});

test('contents that nobody has a digest of are equal to none', () => {
  const unknown = { tables: [{ name: 'public.User', rows: 2 }], objects: [] };
  expect(summarize(findDifferences(unknown, unknown))).toBe('table public.User has other contents');
});

test('the sixth difference is counted', () => {
  const many = Array.from({ length: 7 }, (_, at) => ({ text: `t${at}` }));
  expect(summarize(many)).toBe('t0; t1; t2; t3; t4, and 2 more');
});

describe('an omission', () => {
  const why = 'could not create unique index';
  const rows: Contents = { tables: [{ name: 'public.User', rows: 1, digest: 'aa' }], objects: [] };
  const left = (omission: Omission, actual = lacking) =>
    unexplained(findDifferences(whole, actual), [omission]).map(({ text }) => text);

  test('explains the difference of its kind, its name and its manner, and no other', () => {
    const all = findDifferences(whole, lacking).map(({ text }) => text);
    const without = (gone: string) => all.filter((text) => text !== gone);
    const key = { kind: 'constraint', name: 'public.User.User_pkey', how: 'left-out', why } as const;
    expect(left(key)).toEqual(without('constraint public.User.User_pkey is missing'));
    expect(left({ ...key, kind: 'index' })).toEqual(all);
    expect(left({ ...key, how: 'weaker' })).toEqual(all);
    expect(left({ kind: 'index', name: 'public.User_pkey', how: 'weaker', why })).toEqual(
      without('index public.User_pkey is defined otherwise'),
    );
    expect(left({ kind: 'table', name: 'public.User', how: 'other-value', why })).toEqual(
      without('table public.User has other contents'),
    );
  });

  test('never explains rows that are missing, nor what was not there before', () => {
    for (const how of ['left-out', 'weaker', 'other-value'] as const) {
      expect(left({ kind: 'table', name: 'public.User', how, why }, rows)).toContain(
        'table public.User has 1 rows in place of 2',
      );
      expect(left({ kind: 'view', name: 'public.v', how, why })).toContain('view public.v was not there before');
    }
  });

  test('takes none away that it does not name, whatever it is called', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (kind, name) => {
        fc.pre(!(kind === 'constraint' && name === 'public.User.User_pkey'));
        expect(left({ kind, name, how: 'left-out', why })).toContain('constraint public.User.User_pkey is missing');
      }),
    );
  });
});
