import { expect, it } from 'vitest';
import { carried } from '../../../src/backup/operations/carry-stamp.ts';
import { secret } from '../../../src/secrets/secret.ts';
import { addressOf } from '../../../src/target/stamp-standing.ts';
import type { Look, Stamp, Target } from '../../../src/types.ts';

const identity = { provider: 'postgresql', host: 'localhost', port: 5432, database: 'app' } as const;
const named = { identity, label: 'app@localhost', role: 'main', url: secret(''), source: 'test' } as const;
const server = { provider: 'postgresql', server: '7', database: '100' } as const;
const fresh = { ...server, database: '200' } as const;
const stamp: Stamp = {
  place: 'production',
  id: '00000000-0000-4000-8000-000000000001',
  identity: server,
  address: addressOf(named),
  by: 'ann@desk',
  at: '2026-11-29T10:00:00.000Z',
};
const target = (look: Look | undefined): Target => ({ ...named, look });
const there = (of: Stamp | 'none' | undefined): Look => ({ exists: true, identity: server, stamp: of });
const copy = (of: Stamp | 'none' | undefined): Look => ({ exists: true, identity: fresh, stamp: of });

it('is the stamp that is there now, bound to what takes its place, whatever the backup has', () => {
  for (const then of ['none', stamp, { ...stamp, place: 'test' }] as const)
    expect(carried(target(there(stamp)), copy(then))).toEqual({ ...stamp, identity: fresh });
});

it('is taken off where it was taken off since the backup', () => {
  expect(carried(target(there('none')), copy(stamp))).toBe('none');
  expect(carried(target(there('none')), copy('none'))).toBeUndefined();
});

it('stays that of another database where it was', () => {
  const other = { ...stamp, identity: { ...server, server: '8' } };
  expect(carried(target(there(other)), copy('none'))).toEqual(other);
});

it('comes back with a database that is gone, where it was given to this place', () => {
  expect(carried(target({ exists: false }), copy(stamp))).toEqual({ ...stamp, identity: fresh });
  const elsewhere = { ...stamp, address: 'other app@db.example.com' };
  const ofOther = { ...stamp, identity: { ...server, server: '8' } };
  for (const foreign of [elsewhere, ofOther, 'none', undefined] as const)
    expect(carried(target({ exists: false }), copy(foreign))).toBeUndefined();
});

it('is left as the copy brought it where nobody can tell', () => {
  for (const look of [undefined, { exists: undefined }, there(undefined)])
    expect(carried(target(look), copy(stamp))).toBeUndefined();
  expect(carried(target(there(stamp)), undefined)).toBeUndefined();
});
