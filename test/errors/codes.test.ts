import { expect, test } from 'vitest';
import { type ErrorCode, errors } from '../../src/errors/codes.ts';
import { InterlockError } from '../../src/errors/interlock-error.ts';

test('codes and their exit codes are a contract', () => {
  const contract = Object.fromEntries(Object.entries(errors).map(([code, { exit }]) => [code, exit]));
  expect(contract).toEqual({
    usage: 64,
    'tool-missing': 69,
    internal: 70,
    'backup-failed': 73,
    'backup-partial': 73,
    'audit-unwritable': 73,
    'restore-refused': 73,
    'keep-refused': 73,
    'verify-failed': 73,
    'setup-failed': 73,
    'target-mismatch': 77,
    'approval-needed': 75,
    locked: 75,
    blocked: 77,
    'policy-invalid': 78,
    'cli-unusable': 126,
    'cli-missing': 127,
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
