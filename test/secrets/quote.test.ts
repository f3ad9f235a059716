import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quoteArgv } from '../../src/secrets/quote.ts';

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
