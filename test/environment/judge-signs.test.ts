import { describe, expect, it } from 'vitest';
import { judge } from '../../src/environment/judge.ts';
import { judgeSigns, usualRows } from '../../src/environment/judge-signs.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { PolicyFile } from '../../src/policy/schema.ts';
import { secret } from '../../src/secrets/secret.ts';
import type { Signs, Target } from '../../src/types.ts';

const local = { provider: 'postgresql', host: 'localhost', port: 5432, database: 'app' } as const;
const target = (signs: Signs | undefined, identity: Target['identity'] = local): Target => ({
  identity,
  role: 'main',
  url: secret('postgresql://localhost/app'),
  label: `app@${identity.host}`,
  source: 'test',
  look: { exists: true, signs },
});
const placeOf = (signs: Signs | undefined, says: PolicyFile[] = [], env = {}) => {
  const policy = mergePolicies(
    says.map((file) => ({ file: '', says: file })),
    '/work',
  );
  return judge(env, { targets: [target(signs)], problem: undefined }, policy).name;
};

describe('a database that nobody has declared', () => {
  it.each<[string, Signs | undefined]>([
    ['is empty', { rows: 0, bytes: 8_000_000, sessions: 0 }],
    ['holds what a seed writes', { rows: 250_000, bytes: 90_000_000, sessions: 3 }],
    ['holds as many rows as are usual', { rows: usualRows }],
    ['was written a while ago', { rows: 10, writtenSecondsAgo: 11 }],
    ['tells nothing', {}],
    ['was not asked', undefined],
  ])('stays what its address says where it %s', (_, signs) => {
    expect(placeOf(signs)).toBe('development');
  });

  it.each<[string, Signs]>([
    ['holds more rows', { rows: usualRows + 1 }],
    ['is being written from another machine', { rows: 10, writtenSecondsAgo: 0 }],
  ])('is raised a level where it %s, whatever a variable says', (_, signs) => {
    expect(placeOf(signs)).toBe('staging');
    expect(placeOf(signs, [], { NODE_ENV: 'development' })).toBe('staging');
    expect(placeOf(signs, [], { NODE_ENV: 'production' })).toBe('production');
  });

  it('has no more rows than the policy says, of which the smallest number counts', () => {
    expect(placeOf({ rows: 101 }, [{ undeclaredRows: 100 }])).toBe('staging');
    expect(placeOf({ rows: 100 }, [{ undeclaredRows: 100 }])).toBe('development');
    expect(placeOf({ rows: 101 }, [{ undeclaredRows: 5000 }, { undeclaredRows: 100 }])).toBe('staging');
    expect(placeOf({ rows: usualRows + 1 }, [{ undeclaredRows: 2 * usualRows }])).toBe('development');
  });
});

it('what somebody has declared counts more than how it looks', () => {
  const signs = { rows: 50_000_000, writtenSecondsAgo: 0 };
  expect(placeOf(signs, [{ environments: { 'app@localhost': 'development' } }])).toBe('development');
  expect(placeOf(signs, [{ disposable: ['app@localhost'] }])).toBe('test');
});

it('says what it saw', () => {
  const whys = judgeSigns(target({ rows: 2_345_678, writtenSecondsAgo: 3 }), [], usualRows).map(({ why }) => why);
  expect(whys).toEqual([
    'It holds about 2,345,678 rows, and nobody has declared what it is.',
    'Another machine wrote to it within the last 10 seconds, and nobody has declared what it is.',
  ]);
});
