import { describe, expect, it } from 'vitest';
import { type Known, nothingKnown, type Remembrance, type Word } from '../../src/known/entry.ts';
import { addressesOf, recall, type Said, withPersonsWord, withSaid, withSeen } from '../../src/known/recall.ts';
import type { ServerIdentity, TargetIdentity } from '../../src/types.ts';

const server = (database: string, more: Partial<ServerIdentity> = {}): ServerIdentity => ({
  provider: 'postgresql',
  server: '7001',
  database,
  name: 'app',
  ...more,
});
const at = (host: string, says?: ServerIdentity, port = 5432): TargetIdentity => ({
  provider: 'postgresql',
  host,
  port,
  database: 'app',
  server: says,
});
const said = (identity: TargetIdentity, word: Word, day: number, from: Said['from'] = 'policy'): Said => ({
  identity,
  label: `app@${identity.host}`,
  word,
  from,
  why: `It is ${word}.`,
  at: `2026-01-0${day}T00:00:00.000Z`,
});
const known = (...all: Said[]): readonly Known[] => all.reduce<readonly Known[]>(withSaid, []);
const word = (entries: readonly Known[], identity: TargetIdentity) => recall(entries, identity)?.word;

describe('what is remembered', () => {
  const one = at('db.example.com', server('16384'));

  it('only gets stricter by itself', () => {
    expect(word(known(said(one, 'production', 1), said(one, 'development', 2), said(one, 'test', 3)), one)).toBe(
      'production',
    );
    expect(word(known(said(one, 'test', 1), said(one, 'staging', 2)), one)).toBe('staging');
  });

  it('is the same list where nothing is new, so that nothing is written', () => {
    const entries = known(said(one, 'production', 1));
    expect(withSaid(entries, said(one, 'development', 2))).toBe(entries);
    expect(withSaid(entries, said(one, 'production', 2))).toBe(entries);
  });

  it.each<[string, TargetIdentity]>([
    ['by a socket, under the number of its server', at('/run/postgresql', server('16384'))],
    ['at another name of the host', at('mine.lan', server('16384'))],
    ['at the same address, when the server could not be asked', at('db.example.com')],
    ['restored: another number, the same name', at('/run/postgresql', server('20000'))],
    [
      'renamed: another name, the same number',
      { ...at('mine.lan', server('16384', { name: 'old' })), database: 'old' },
    ],
    ['another server at the same address', at('db.example.com', server('1', { server: '7002', name: 'app' }))],
  ])('travels to the database %s', (_, identity) => {
    expect(word(known(said(one, 'production', 1)), identity)).toBe('production');
  });

  it.each<[string, TargetIdentity]>([
    [
      'another database of the server',
      { ...at('db.example.com', server('999', { name: 'other' })), database: 'other' },
    ],
    ['another server elsewhere', at('other.example.com', server('16384', { server: '7002' }))],
    ['elsewhere, not asked', at('other.example.com')],
  ])('says nothing of %s', (_, identity) => {
    expect(recall(known(said(one, 'production', 1)), identity)).toBeUndefined();
  });

  it('keeps the number of a production database that was moved aside', () => {
    const anew = at('db.example.com', server('20000'));
    const aside = { ...at('db.example.com', server('16384', { name: 'app_old' })), database: 'app_old' };
    const entries = known(said(one, 'production', 1), said(anew, 'production', 2));
    expect([word(entries, anew), word(entries, aside)]).toEqual(['production', 'production']);
  });
});

describe("a person's word", () => {
  const original = at('db.example.com', server('16384'));
  const copy = at('localhost', server('16384', { here: 'localhost:5433' }), 5433);
  const entries = withPersonsWord(known(said(original, 'production', 1)), said(copy, 'development', 2));

  it('counts for this database at this address', () => {
    expect(word(entries, copy)).toBe('development');
    expect(word(entries, original)).toBe('production');
  });

  it('counts by the socket of the same server of this machine, and at no other port', () => {
    expect(word(entries, at('/tmp', server('16384', { here: 'localhost:5433' }), 5433))).toBe('development');
    expect(word(entries, at('localhost', server('16384', { here: 'localhost:5434' }), 5434))).toBe('production');
  });

  it('does not travel: at another address the database is what it was', () => {
    const second = withPersonsWord(known(said(original, 'production', 1)), said(original, 'test', 2));
    expect(word(second, original)).toBe('test');
    expect(word(second, at('other.example.com', server('16384')))).toBe('production');
  });

  it('holds until something stricter is said', () => {
    expect(word(withSaid(entries, said(copy, 'staging', 3)), copy)).toBe('staging');
    expect(word(withSaid(entries, said({ ...original, host: 'new.example.com' }, 'production', 3)), copy)).toBe(
      'production',
    );
  });

  it('leaves in memory that it has been more', () => {
    expect(recall(entries, copy)?.strictest).toBe('production');
  });
});

describe('a file', () => {
  const file = (database: string, id: string): TargetIdentity => ({
    provider: 'sqlite',
    host: '',
    port: 0,
    database,
    server: { provider: 'sqlite', server: '', database, file: id },
  });
  const entries = known(said(file('/app/dev.db', '1:7:100'), 'production', 1));

  it.each([
    ['under a hard link', file('/else/link.db', '1:7:100'), 'production'],
    ['moved', file('/app/moved.db', '1:7:100'), 'production'],
    ['made anew in its place', file('/app/dev.db', '1:9:300'), 'production'],
    ['copied', file('/app/copy.db', '1:8:200'), undefined],
    ['another that got its inode', file('/app/other.db', '1:7:400'), undefined],
  ])('%s', (_, identity, expected) => {
    expect(word(entries, identity)).toBe(expected);
  });
});

describe('a database that was only seen', () => {
  const seen = (identity: TargetIdentity, day: number) => ({
    identity,
    label: `app@${identity.host}`,
    at: `2026-01-0${day}T00:00:00.000Z`,
  });
  const one = at('db.internal', server('16384'));
  const tunnel = at('localhost', server('16384'), 6543);
  const from = (...all: ReturnType<typeof seen>[]) => {
    let known: Remembrance = nothingKnown;
    for (const each of all) known = { ...known, seen: withSeen(known, each) };
    return known;
  };

  it('is written down once for each address, and not where a word was said of it there', () => {
    const known = from(seen(one, 1), seen(tunnel, 2));
    expect(known.seen).toHaveLength(2);
    expect(withSeen(known, seen(one, 3))).toBe(known.seen);
    const told = { entries: withSaid([], said(one, 'staging', 1)), seen: [] };
    expect(withSeen(told, seen(one, 2))).toBe(told.seen);
    expect(withSeen(told, seen(at('db.internal'), 2))).toBe(told.seen);
  });

  it('is found by what its server says, and by nothing else', () => {
    const known = from(seen(one, 1));
    expect(addressesOf(known, tunnel)).toEqual([one]);
    expect(addressesOf(known, at('db.internal'))).toEqual([]);
    expect(addressesOf(known, at('localhost', server('1', { server: '7002' }), 6543))).toEqual([]);
  });

  it('is none where a person has spoken since of the place that is asked about', () => {
    const known = from(seen(one, 1));
    const entries = withPersonsWord([], said(tunnel, 'development', 2));
    expect(addressesOf({ ...known, entries }, tunnel)).toEqual([]);
    const later = { entries, seen: [seen(one, 3)] };
    expect(addressesOf(later, tunnel)).toEqual([one]);
  });
});
