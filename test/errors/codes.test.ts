import { readFileSync } from 'node:fs';
import { globSync } from 'tinyglobby';
import { expect, test } from 'vitest';
import { asks, type ErrorCode, errors, notes } from '../../src/errors/codes.ts';
import { InterlockError } from '../../src/errors/interlock-error.ts';
import { note } from '../../src/ui/notes.ts';

test('codes and their exit codes are a contract', () => {
  const contract = Object.fromEntries(Object.entries(errors).map(([code, { exit }]) => [code, exit]));
  expect(contract, 'test/errors/codes.test.ts has what src/errors/codes.ts has').toEqual({
    usage: 64,
    'check-failed': 65,
    'tool-missing': 69,
    internal: 70,
    'backup-failed': 73,
    'no-way-back': 73,
    'backup-partial': 73,
    'audit-unwritable': 73,
    'restore-refused': 73,
    'keep-refused': 73,
    'verify-failed': 73,
    'setup-failed': 73,
    'sql-changed': 75,
    'stamp-failed': 73,
    'output-unwritable': 74,
    'target-mismatch': 77,
    'approval-needed': 75,
    locked: 75,
    blocked: 77,
    'policy-invalid': 78,
    'memory-unreadable': 78,
    'cli-unusable': 126,
    'cli-missing': 127,
    corrected: 130,
    declined: 130,
  });
});

test.each(Object.keys(errors) as ErrorCode[])('%s says what happened and how things were left', (code) => {
  expect(errors[code].what).toMatch(/^(prisma-interlock|[A-Z]).*\.$/);
  expect(errors[code].state).toMatch(/^[A-Z].*\.$/);
});

test('an error speaks in the words of its code unless it has its own', () => {
  const plain = new InterlockError('locked', { why: 'Process 7 backs it up.' });
  expect([plain.message, plain.next, plain.state, plain.exitCode]).toEqual([
    errors.locked.what,
    errors.locked.next,
    errors.locked.state,
    75,
  ]);
  const own = new InterlockError('locked', {
    what: 'Busy.',
    why: 'It is.',
    next: ['Wait.'],
    state: 'Half done.',
  });
  expect([own.message, own.why, own.next, own.state]).toEqual(['Busy.', 'It is.', ['Wait.'], 'Half done.']);
});

const known = [errors, asks, notes].flatMap((part) => Object.keys(part));

/** Every code that our programs name where they say something, by the ways in which they do. */
function namedCodes(): string[] {
  const files = globSync(['src/**/*.ts', 'bin/*', 'shims/*', '!src/errors/codes.ts']);
  const naming = /(?:\bnote\(|\bcode: |InterlockError\(|Code = |prisma-interlock\[)\s*'?([a-z][a-z-]*)['\]]/g;
  return files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(naming)].map(([, code]) => code ?? ''));
}

test('each code is said somewhere, and none is said that the table does not have', () => {
  const named = [...new Set(namedCodes())];
  expect(
    named.filter((code) => !known.includes(code)),
    'said, and not in src/errors/codes.ts',
  ).toEqual([]);
  expect(
    known.filter((code) => !named.includes(code)),
    'in src/errors/codes.ts, and said nowhere below src/, bin/ or shims/',
  ).toEqual([]);
});

test('no two codes of the table are the same', () => {
  expect(known).toEqual([...new Set(known)]);
});

test.each(Object.entries({ ...asks, ...notes }))('%s tells when it is said', (_, when) => {
  expect(when).toMatch(/^[A-Z`].*\.$/);
});

test('a code outside the table does not compile', () => {
  // @ts-expect-error: no stop has it
  expect(() => new InterlockError('no-such-code', { why: 'A reason.' })).toThrow(TypeError);
  // @ts-expect-error: no note has it
  expect(known).not.toContain(note('no-such-code', 'By the way.').code);
});
