import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { passwordsIn, redactArgv, redactText, redactWord } from '../../src/secrets/redact.ts';
import { secret } from '../../src/secrets/secret.ts';

for (const [argv, expected] of [
  [
    ['db', 'push', '--force-reset'],
    ['db', 'push', '--force-reset'],
  ],
  [
    ['db', 'push', '--url', 'postgresql://app:pw@h/db'],
    ['db', 'push', '--url', '[redacted]'],
  ],
  [
    ['db', 'push', '--url=file:./dev.db'],
    ['db', 'push', '--url=[redacted]'],
  ],
  [
    ['migrate', 'diff', '--shadow-database-url', 'x', '--script'],
    ['migrate', 'diff', '--shadow-database-url', '[redacted]', '--script'],
  ],
  [
    ['db', 'update', '--db', 'postgres://u:p@h/d', '--dry-run'],
    ['db', 'update', '--db', '[redacted]', '--dry-run'],
  ],
  [
    ['--maintenance-db=host=h password=pw', 'app'],
    ['--maintenance-db=[redacted]', 'app'],
  ],
  [
    ['app', 'host=h password=pw user=u'],
    ['app', '[redacted]'],
  ],
  [
    ['db', 'seed', '--', '--api-key', 'k-1', '--admin-password=x', '--tokens', '5'],
    ['db', 'seed', '--', '--api-key', '[redacted]', '--admin-password=[redacted]', '--tokens', '[redacted]'],
  ],
  [
    ['--url', '--force-reset'],
    ['--url', '--force-reset'],
  ],
  [['postgresql://app:p@ss word@h/db'], ['postgresql://[redacted]']],
] as const) {
  test(`"${argv.join(' ')}" keeps its shape and loses its secrets`, () => {
    expect(redactArgv(argv)).toEqual(expected);
  });
}

test("the target's own password is found wherever it stands, as it is spelled and decoded", () => {
  const urls = [secret('mysql://app:s3%C3%BCcret%2F@h/db')];
  expect(redactArgv(['seed', 'x-s3ücret/-y', 's3%C3%BCcret%2F', 'app', 'db'], urls)).toEqual([
    'seed',
    '[redacted]',
    '[redacted]',
    'app',
    'db',
  ]);
});

describe('redaction', () => {
  test.each(['file:./dev.db', '--force-reset', 'app@localhost', 'prisma/schema.prisma', ''])('keeps %j', (word) => {
    expect(redactWord(word)).toBe(word);
  });

  test('leaves no part of a password, whatever it is made of', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (noise) => {
        const word = redactWord(`--url=postgresql://me:${noise}hunter2${noise}@db:5432/app`);
        expect(word).toBe('--url=postgresql://[redacted]');
      }),
    );
  });

  test('finds passwords in what other programs say', () => {
    expect(redactText("dsn host=db password='a b' port=1")).toBe('dsn host=db password=[redacted] port=1');
    expect(redactText('prisma+postgres://x/?api_key=abc&y=1')).toBe('prisma+postgres://x/?api_key=[redacted]&y=1');
  });
});

test.each([
  ['postgresql://app:s3%C3%BCcret@h/db', ['s3%C3%BCcret', 's3ücret']],
  ['mysql://app:p%@ss:w@rd@h:3306/db?x=1', ['p%@ss:w@rd']],
  ['rest:https://me:pw@backup.example:8000/app/', ['pw']],
  ['sftp:me@backup.example:/srv/restic', []],
  ['postgresql://app@h/db', []],
  ['file:./dev.db', []],
])('of %s the passwords are %j', (url, passwords) => {
  expect(passwordsIn(url)).toEqual(passwords);
});
