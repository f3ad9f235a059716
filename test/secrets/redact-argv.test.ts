import { expect, test } from 'vitest';
import { redactArgv } from '../../src/secrets/redact-argv.ts';
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
