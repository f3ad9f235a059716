import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeVariables } from '../../src/environment/judge-variables.ts';
import { clean, escapeDeceptive, plain, reasonIn } from '../../src/secrets/clean.ts';
import { labelOf } from '../../src/target/label.ts';

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

/** What is not seen as itself, by its numbers: controls, halves of a pair, invisible signs, turns of the direction, tags. */
const unseen: readonly (readonly [from: number, to: number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xd800, 0xdfff],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];
const isUnseen = (sign: string) => unseen.some(([from, to]) => from <= codeOf(sign) && codeOf(sign) <= to);
const codeOf = (sign: string) => sign.codePointAt(0) ?? 0;
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '\u200b',
      '\u202e',
      '\u2066',
      '\ufe0f',
      '\u{e0041}',
      '\u2028',
      '\u061c',
      '\u009b',
      '\ud800',
      '##[',
      '\n',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('whatever is shown', () => {
  test.each([
    ['a message', (text: string) => clean(text)],
    ['what another program said', (text: string) => plain(text)],
    ['the reason that a CLI gives', (text: string) => reasonIn(`x\nError: ${text}`)],
    ['a word by itself', escapeDeceptive],
    [
      'the label of a server',
      (text: string) => labelOf({ provider: 'postgresql', host: text, port: 5432, database: text }, '/project'),
    ],
    [
      'the label of a file',
      (text: string) => labelOf({ provider: 'sqlite', host: '', port: 0, database: text }, '/project'),
    ],
    [
      'evidence of a variable',
      (text: string) =>
        judgeVariables({ NODE_ENV: text, APP_ENV: `x${text}` })
          .map(({ why }) => why)
          .join(' '),
    ],
  ])('%s shows no character that deceives, and shown again it stays as it is', (_, show) => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = show(text);
        expect([...shown].filter(isUnseen)).toEqual([]);
        expect(shown).not.toContain('##[');
        expect(escapeDeceptive(shown)).toBe(shown);
      }),
    );
  });
});
