import { describe, expect, it } from 'vitest';
import { matrix } from '../../policy/matrix.ts';
import { decide } from '../../src/decide/decide.ts';
import { judge } from '../../src/environment/judge.ts';
import { nothingAround } from '../../src/environment/judge-around.ts';
import type { Remembered } from '../../src/environment/judge-memory.ts';
import { createHost } from '../../src/host.ts';
import { nothingKnown, type Word } from '../../src/known/entry.ts';
import { withPersonsWord, withSaid } from '../../src/known/recall.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { PolicyFile } from '../../src/policy/schema.ts';
import { createTarget } from '../../src/target/target.ts';
import type { Target } from '../../src/types.ts';

const target = (url: string): Target => createTarget(createHost(), url, 'main', 'a test', '/');
const local = target('postgresql://u@localhost/app');
const open = target('postgresql://u@db.example.com/app');
const at = '2026-01-01T00:00:00.000Z';
const said = ({ identity, label }: Target, word: Word, from: 'policy' | 'address' = 'policy') =>
  ({ identity, label, word, from, why: `The policy says ${word}.`, at }) as const;
const memory = (...all: Parameters<typeof withSaid>[1][]): Remembered => ({
  ...nothingKnown,
  entries: all.reduce(withSaid, []),
});
const place = (of: Target, says: PolicyFile, remembered: Remembered, env = {}) =>
  judge(
    env,
    { targets: [of], problem: undefined },
    mergePolicies([{ file: '', says }], '/'),
    {},
    nothingAround,
    remembered,
  );

describe('what is remembered', () => {
  const production = memory(said(local, 'production'));

  it.each<[string, PolicyFile]>([
    ['the line is gone', {}],
    ['the line says development', { environments: { 'app@localhost': 'development' } }],
    ['the line says staging', { environments: { 'app@localhost': 'staging' } }],
    ['the database is called disposable', { disposable: ['app@localhost'] }],
  ])('holds where %s', (_, says) => {
    const { name, evidence } = place(local, says, production);
    expect(name).toBe('production');
    expect(evidence.find(({ from }) => from === 'memory')?.why).toMatch(/2026-01-01.*until a person/);
  });

  it('holds whatever variable says something milder', () => {
    expect(place(local, {}, production, { NODE_ENV: 'test' }).name).toBe('production');
  });

  it.each(['staging', 'production'] as const)('%s holds where nothing but a variable says what it is now', (word) => {
    const near = target('postgresql://u@10.0.0.5/app');
    const { name } = place(near, {}, memory(said(near, word)), { NODE_ENV: 'development' });
    expect(name).toBe(word);
  });

  it('says nothing where the word is the same, or stricter by now', () => {
    const staging = memory(said(local, 'staging'));
    for (const is of ['staging', 'production'] as const) {
      const { name, evidence } = place(local, { environments: { 'app@localhost': is } }, staging);
      expect([name, evidence.some(({ from }) => from === 'memory')]).toEqual([is, false]);
    }
  });

  it('asks nothing on a first day', () => {
    for (const says of [{}, { disposable: ['app@localhost'] }]) {
      expect(place(local, says, memory()).evidence.some(({ from }) => from === 'memory')).toBe(false);
    }
  });

  it('holds a database back from being disposable that was in use before anybody said so', () => {
    const seen = memory(said(local, 'development', 'address'));
    expect(place(local, { disposable: ['app@localhost'] }, seen).name).toBe('development');
  });

  it('keeps the backups of what has not always been disposable', () => {
    const allowed = {
      ...nothingKnown,
      entries: withPersonsWord(production.entries, { ...said(local, 'test'), at: '2026-02-01T00:00:00.000Z' }),
    };
    const environment = place(local, { disposable: ['app@localhost'] }, allowed);
    expect(environment.name).toBe('test');
    const destroy = { rule: 'x', risk: 'destroy', reach: 'main', effect: '', instead: [] } as const;
    expect(decide(destroy, environment, matrix)).toMatchObject({ verdict: 'allow', backup: 'always' });
    expect(decide(destroy, place(local, { disposable: ['app@localhost'] }, memory()), matrix).backup).toBe('none');
  });
});

describe('where memory cannot be trusted', () => {
  const broken: Remembered = { entries: [], seen: [], distrust: 'known.json is damaged.' };

  it.each<[string, Target, PolicyFile, string]>([
    ['disposable', local, { disposable: ['app@localhost'] }, 'development'],
    ['development', open, { environments: { 'app@db.example.com': 'development' } }, 'unknown'],
    ['production', local, { environments: { 'app@localhost': 'production' } }, 'production'],
  ])('the word %s makes nothing milder than the address does', (_, of, says, expected) => {
    expect(place(of, says, broken).name).toBe(expected);
  });

  it('is said where it matters, and only there', () => {
    const why = (says: PolicyFile) => place(local, says, broken).evidence.map((each) => each.why);
    expect(why({ disposable: ['app@localhost'] })).toContain(broken.distrust);
    expect(why({})).not.toContain(broken.distrust);
  });

  it('an agent in a pipeline has no word on what nobody has seen before', () => {
    const distrustNew = 'An agent.';
    const says: PolicyFile = { disposable: ['app@localhost'] };
    expect(place(local, says, { entries: [], seen: [], distrustNew }).name).toBe('development');
    expect(place(local, says, { ...memory(said(local, 'test')), distrustNew }).name).toBe('test');
  });
});
