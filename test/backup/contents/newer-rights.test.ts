import { expect, it } from 'vitest';
import { findDifferences } from '../../../src/backup/contents/compare.ts';

const differ = (was: string, is: string, kind = 'access to relation') => {
  const contents = (detail: string) => ({ tables: [], objects: [{ kind, name: 't', detail }] });
  return findDifferences(contents(was), contents(is)).length > 0;
};

it('takes all rights on a table for all, whichever server says what all are', () => {
  expect(differ('me me=arwdDxt', 'me me=arwdDxtm')).toBe(false);
  expect(differ('me anon=a*r*w*d*D*x*t*,me=arwdDxt', 'me anon=a*r*w*d*D*x*t*m*,me=arwdDxtm')).toBe(false);
  expect(differ('r me  anon=arwdDxt', 'r me  anon=arwdDxtm', 'default privileges')).toBe(false);
});

it('sees the right where it is one of some, and any other', () => {
  expect(differ('me anon=r,me=arwdDxt', 'me anon=rm,me=arwdDxtm')).toBe(true);
  expect(differ('me me=arwdDxt', 'me me=rwdDxtm')).toBe(true);
  expect(differ('me me=arwdDxt', 'me =arwdDxtm,me=arwdDxtm')).toBe(true);
  expect(differ('me me=arwdDxt', 'me me=arwdDxtm', 'schema')).toBe(true);
});
