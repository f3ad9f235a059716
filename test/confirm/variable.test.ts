import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
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
    expect(await inCi(value)).toMatchObject(nobody);
  });

  test.each(['destroy', 'unknown'] as const)('does not confirm the risk %s', async (risk) => {
    expect(await inCi('app@localhost', { risk })).toMatchObject(nobody);
  });

  test('names all of several targets, in any order', async () => {
    const labels = ['app@localhost', 'shadow@localhost'];
    expect(await inCi('shadow@localhost,app@localhost', { labels })).toEqual(confirmed);
    for (const value of [
      'app@localhost',
      'app@localhost,app@localhost',
      'app@localhost,shadow@localhost,x@localhost',
    ]) {
      expect(await inCi(value, { labels })).toMatchObject(nobody);
    }
  });

  test('does not confirm where no target, or not every target, is known', async () => {
    expect(await inCi('', { labels: [] })).toEqual(nobody);
    expect(await inCi('app@localhost', { problem: 'the shadow database is not known' })).toEqual(nobody);
  });

  test('counts in a pipeline alone, and says so', async () => {
    const answer = await inCi('app@localhost', { actor: 'person' });
    expect(answer).toMatchObject({ ...nobody, why: expect.stringContaining('counts in a pipeline alone') });
  });

  test('says of a wrong value that it is wrong, and what this is about', async () => {
    expect(await inCi('app@db.example.com')).toEqual({
      ...nobody,
      why: 'PRISMA_INTERLOCK_CONFIRM is "app@db.example.com", and this is about app@localhost.',
    });
  });

  test('does not count where a file of the project has the same value', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'confirm-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'package.json'), '{}');
    const judgement = exampleJudgement({ actor: 'ci', terminal: false, risk: 'change', kind: 'twice' });
    const host = { ...recordingHost({ PRISMA_INTERLOCK_CONFIRM: 'app@localhost' }), cwd: folder };
    for (const [file, text, given] of [
      ['.env', 'OTHER=1', true],
      ['.env.local', "PRISMA_INTERLOCK_CONFIRM='other@localhost'", true],
      ['.env.production', 'export PRISMA_INTERLOCK_CONFIRM="app@localhost"', false],
    ] as const) {
      writeFileSync(join(folder, file), text);
      const answer = await confirm(host, judgement);
      expect(answer.given, file).toBe(given);
      if (!given) expect(answer).toMatchObject({ why: expect.stringContaining('stands in .env.production') });
    }
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
