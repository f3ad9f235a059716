import { describe, expect, test } from 'vitest';
import { confirm } from '../../src/confirm/confirm.ts';
import { newRequestId } from '../../src/confirm/request.ts';
import type { Confirmation } from '../../src/types.ts';
import { type ExampleOptions, exampleJudgement, recordingHost } from '../ui/example.ts';

const confirmed: Confirmation = { given: true, how: 'variable' };
const nobody: Confirmation = { given: false, how: 'nobody to ask' };

function inCi(value: string | undefined, options: ExampleOptions = {}): Promise<Confirmation> {
  const host = recordingHost(value === undefined ? {} : { PRISMA_INTERLOCK_CONFIRM: value });
  return confirm(host, exampleJudgement({ actor: 'ci', terminal: false, risk: 'change', kind: 'twice', ...options }));
}

describe('in CI the variable', () => {
  test('confirms a change when it names the target exactly', async () => {
    expect(await inCi('app@localhost')).toEqual(confirmed);
  });

  test.each([
    undefined,
    '',
    'app',
    'APP@localhost',
    ' app@localhost',
    'app@localhost ',
    'app@localhost,',
    'y',
    'true',
    '1',
  ])('confirms nothing as %j', async (value) => {
    expect(await inCi(value)).toEqual(nobody);
  });

  test.each(['destroy', 'unknown'] as const)('does not confirm the risk %s', async (risk) => {
    expect(await inCi('app@localhost', { risk })).toEqual(nobody);
  });

  test('names all of several targets, in any order', async () => {
    const labels = ['app@localhost', 'shadow@localhost'];
    expect(await inCi('shadow@localhost,app@localhost', { labels })).toEqual(confirmed);
    for (const value of [
      'app@localhost',
      'app@localhost,app@localhost',
      'app@localhost,shadow@localhost,x@localhost',
    ]) {
      expect(await inCi(value, { labels })).toEqual(nobody);
    }
  });

  test('does not confirm where no target, or not every target, is known', async () => {
    expect(await inCi('', { labels: [] })).toEqual(nobody);
    expect(await inCi('app@localhost', { problem: 'the shadow database is not known' })).toEqual(nobody);
  });

  test('does not lift a block', async () => {
    expect(await inCi('app@localhost', { verdict: 'block', kind: 'none' })).toEqual({
      given: false,
      how: 'refused',
    });
  });

  test('confirms nothing for an agent', async () => {
    expect(await inCi('app@localhost', { actor: 'agent' })).toEqual({ given: false, how: 'agent' });
  });
});

test('nothing is printed where nobody is asked', async () => {
  const host = recordingHost({});
  await confirm(host, exampleJudgement({ actor: 'ci', terminal: false }));
  expect(host.said()).toBe('');
});

test('request ids differ and can be read aloud', () => {
  const ids = new Set(Array.from({ length: 200 }, newRequestId));
  expect(ids.size).toBe(200);
  for (const id of ids) expect(id).toMatch(/^req-[a-hjkmnp-z2-9]{8}$/);
});
