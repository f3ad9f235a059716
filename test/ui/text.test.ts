import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clean } from '../../src/secrets/clean.ts';
import { quoteArgv } from '../../src/secrets/quote.ts';
import { redactText, redactWord } from '../../src/secrets/redact.ts';
import { commandOf } from '../../src/ui/judgement.ts';
import { formatBytes, formatDuration } from '../../src/ui/units.ts';
import { exampleJudgement } from './example.ts';

describe('quoteArgv', () => {
  test.each([
    [['db', 'push', '--force-reset'], 'db push --force-reset'],
    [['--name', 'two words'], "--name 'two words'"],
    [['', "it's"], "'' 'it'\\''s'"],
    [['a\nb', '\u001b[31m'], "$'a\\nb' $'\\x1b[31m'"],
    [["'\n\\"], "$'\\'\\n\\\\'"],
    [['back\\slash', '$HOME', '`x`'], "'back\\slash' '$HOME' '`x`'"],
    [['--url', 'postgresql://me:p@:/?#%\'"\\ ü@db/app'], '--url postgresql://[redacted]'],
    [['--url=mysql://me:hunter2@db/app'], '--url=mysql://[redacted]'],
    [['--maintenance-db=host=db password=hunter2'], "'--maintenance-db=host=db password=[redacted]'"],
  ])('writes %j as %s', (argv, line) => {
    expect(quoteArgv(argv)).toBe(line);
  });

  test('shortens a word of ten megabytes and a list of a million words, and says so', () => {
    const word = quoteArgv(['db', 'x'.repeat(10_000_000), 'push']);
    expect(word.length).toBeLessThan(300);
    expect(word).toContain('(10000000 characters)');
    const words = quoteArgv(Array.from({ length: 1_000_000 }, () => 'x'));
    expect(words.length).toBeLessThan(300);
    expect(words).toMatch(/\(\d+ more words\)$/);
  });

  test('stays on one line of visible characters whatever it is given', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (argv) => {
        expect(quoteArgv(argv)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('clean', () => {
  test('leaves text of any language as it is', () => {
    for (const text of ['app@localhost', 'Größe', '数据库', 'база 🙂']) expect(clean(text)).toBe(text);
  });

  test('shows what cannot be seen or would deceive', () => {
    expect(clean('a\u202eb\u200bc\u0000d\ue000')).toBe('a\\u202eb\\u200bc\\x00d\ue000');
    expect(clean('\u{e0041}')).toBe('\\u{e0041}');
    expect(clean('\ud800')).toBe('\\ud800');
  });

  test('shortens', () => {
    expect(clean('x'.repeat(600))).toBe(`${'x'.repeat(500)}... (600 characters)`);
  });

  test('hides the user and password of a URL', () => {
    expect(clean('cannot reach postgresql://me:hunter2@db/app')).toBe('cannot reach postgresql://[redacted]@db/app');
  });
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

test('sizes and times read well', () => {
  expect([0, 999, 1000, 1_430_000, 256e6, 999_600, 2.1e9].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '1.4 MB',
    '256 MB',
    '1.0 MB',
    '2.1 GB',
  ]);
  expect([0, 40, 994, 3200, 59_960, 125_000].map(formatDuration)).toEqual([
    '0 ms',
    '40 ms',
    '994 ms',
    '3.2 s',
    '1 min 0 s',
    '2 min 5 s',
  ]);
});

test('a command line that is shown hides the value of an option that is called a secret', () => {
  const { invocation } = exampleJudgement({ argv: ['migrate', 'deploy', '--password', 'hunter22', '--token=abc'] });
  const shown = commandOf(invocation);
  expect(shown).toContain('migrate deploy --password');
  expect(shown).not.toMatch(/hunter22|abc/);
});
