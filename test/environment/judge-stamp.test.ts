import { describe, expect, it } from 'vitest';
import { readStampText, stampText } from '../../src/databases/stamp-text.ts';
import { judge } from '../../src/environment/judge.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { PolicyFile } from '../../src/policy/schema.ts';
import { secret } from '../../src/secrets/secret.ts';
import { identify } from '../../src/target/identity.ts';
import { labelOf } from '../../src/target/label.ts';
import { addressOf } from '../../src/target/stamp-standing.ts';
import type { Look, ServerIdentity, Stamp, Target } from '../../src/types.ts';

const base = { cwd: '/work', realpath: (file: string) => file };
const local = 'postgresql://u:p@localhost/app';
const open = 'postgresql://u:p@db.example.com/app';

function target(url: string): Target {
  const identity = identify(url, base);
  return { identity, role: 'main', url: secret(url), label: labelOf(identity, '/work'), source: 'test' };
}

const here: ServerIdentity = { provider: 'postgresql', server: '7', database: '16384' };
const copy: ServerIdentity = { ...here, server: '8' };

const stamp = (place: Stamp['place'], url = local, identity = here): Stamp => ({
  place,
  id: '00000000-0000-4000-8000-000000000001',
  identity,
  address: addressOf(target(url)),
  by: 'ann@desk',
  at: '2026-11-29T10:00:00.000Z',
});

const policy = (says: PolicyFile) => mergePolicies([{ file: '', says }], '/work');

function place(look: Look | undefined, { url = local, env = {}, says = {} as PolicyFile } = {}) {
  const found: Target = { ...target(url), ...(look && { look }) };
  return judge(env, { targets: [found], problem: undefined }, policy(says));
}

const looked = (of: Stamp | 'none' | undefined, identity: ServerIdentity | 'unknown' = here): Look => ({
  exists: true,
  identity: identity === 'unknown' ? undefined : identity,
  stamp: of,
});

describe('a stamp of this very database', () => {
  it('is what the place is, whatever variables and policy say that is milder', () => {
    for (const env of [{}, { NODE_ENV: 'development' }, { NODE_ENV: 'test', PRISMA_INTERLOCK_ENV: 'development' }]) {
      for (const says of [
        {},
        { disposable: ['app@localhost'] },
        { environments: { 'app@localhost': 'development' } },
      ]) {
        expect(place(looked(stamp('production')), { env, says: says as PolicyFile }).name).toBe('production');
        expect(place(looked(stamp('staging')), { env, says: says as PolicyFile }).name).toBe('staging');
      }
    }
  });

  it('gets no milder when variables are taken away, one by one and all at once', () => {
    const env = {
      NODE_ENV: 'development',
      APP_ENV: 'test',
      RAILS_ENV: 'staging',
      VERCEL: '1',
      VERCEL_ENV: 'preview',
      CI: 'true',
    };
    const names = Object.keys(env);
    for (let kept = 0; kept < 2 ** names.length; kept++) {
      const left = Object.fromEntries(Object.entries(env).filter((_, index) => (kept >> index) % 2 === 1));
      expect(place(looked(stamp('production')), { env: left }).name, Object.keys(left).join()).toBe('production');
    }
  });

  it('is never above what is stricter', () => {
    for (const mild of ['test', 'development', 'staging'] as const) {
      expect(place(looked(stamp(mild)), { env: { NODE_ENV: 'production' } }).name).toBe('production');
      expect(place(looked(stamp(mild)), { says: { environments: { 'app@localhost': 'production' } } }).name).toBe(
        'production',
      );
    }
  });

  it('counts more than what the address looks like', () => {
    expect(place(looked(stamp('development', open)), { url: open }).name).toBe('development');
    expect(place(looked(stamp('staging', open)), { url: open }).name).toBe('staging');
    expect(place(looked(stamp('test')), {}).name).toBe('test');
  });

  it('leaves a name its word where it says disposable, as the policy does', () => {
    const url = 'postgresql://u@localhost/app_staging';
    expect(place(looked(stamp('test', url)), { url }).name).toBe('staging');
  });

  it('says by whom and when, in a line without what could deceive', () => {
    const [reason] = place(looked(readStampText(stampText({ ...stamp('production'), by: 'ann\u202e\n@desk' }))))
      .evidence.filter(({ from }) => from === 'stamp')
      .map(({ why }) => why);
    expect(reason).toBe('It is stamped production (by ann\\u202e\\n@desk, 2026-11-29).');
  });
});

describe('a stamp of another database, or by another way', () => {
  const elsewhere = [
    ['a restored dump', looked(stamp('production', open, copy))],
    ['a restored dump under the same address', looked(stamp('production', local, copy))],
    ['a tunnel, or a copy of all files', looked(stamp('production', open))],
    ['one whose server does not say which it is', looked(stamp('production', open), 'unknown')],
  ] as const;

  it.each(elsewhere)('keeps its strict word: %s', (_, look) => {
    const judged = place(look, { env: { NODE_ENV: 'development' } });
    expect(judged.name).toBe('production');
    expect(judged.evidence.find(({ from }) => from === 'stamp')?.why).toMatch(
      /perhaps a copy: it counts as production until a person stamps it anew\.$/,
    );
  });

  it('is freed by a policy that calls the address disposable, where it is another database', () => {
    const says = { disposable: ['app@localhost'] };
    expect(place(looked(stamp('production', open, copy)), { says }).name).toBe('test');
    expect(place(looked(stamp('production', local, copy)), { says }).name).toBe('test');
  });

  it('is not freed so where only the way to it is another one', () => {
    const says = { disposable: ['app@localhost'] };
    expect(place(looked(stamp('production', open)), { says }).name).toBe('production');
    expect(place(looked(stamp('staging', open), 'unknown'), { says }).name).toBe('staging');
  });

  it('is not freed by a policy that calls the address development', () => {
    const says: PolicyFile = { environments: { 'app@localhost': 'development' } };
    expect(place(looked(stamp('production', open, copy)), { says }).name).toBe('production');
  });

  it.each(['test', 'development'] as const)('says nothing with the mild word %s', (mild) => {
    expect(place(looked(stamp(mild, open)), { url: local }).name).toBe('development');
    expect(place(looked(stamp(mild, local)), { url: open }).name).toBe('unknown');
    expect(place(looked(stamp(mild, open, copy)), { url: open }).name).toBe('unknown');
    expect(place(looked(stamp(mild, open), 'unknown'), { url: open }).name).toBe('unknown');
  });
});

it('none, and one that cannot be read, change nothing', () => {
  for (const look of [
    undefined,
    looked('none'),
    looked(undefined),
    { exists: undefined },
    { exists: false },
  ] as const) {
    expect(place(look).name).toBe('development');
    expect(place(look, { url: open }).name).toBe('unknown');
  }
});

describe('the text of a stamp', () => {
  it('gives back what was written', () => {
    for (const word of ['test', 'development', 'staging', 'production'] as const) {
      expect(readStampText(stampText(stamp(word)))).toEqual(stamp(word));
    }
    expect(stampText(stamp('test'))).toContain('"stamp":"disposable"');
  });

  it('that nobody can read is believed to be the strictest, and never none', () => {
    for (const text of [
      '',
      '{',
      'null',
      '[]',
      '{"stamp":"prod"}',
      '{"stamp":["production"]}',
      '{"stamp":"toString"}',
    ]) {
      expect(place(looked(readStampText(text)), { env: { NODE_ENV: 'development' } }).name, text).toBe('production');
    }
  });

  it('without an identity is that of no database', () => {
    expect(place(looked(readStampText('{"stamp":"production"}'))).name).toBe('production');
    expect(place(looked(readStampText('{"stamp":"disposable","identity":7}'))).name).toBe('development');
  });
});
