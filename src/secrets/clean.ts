import { redactText } from './redact.ts';

/**
 * What a terminal, a log viewer or a reader's eye would take for something else than text: C0 and C1
 * controls, bidirectional overrides, invisible characters and tags, line separators, halves of a pair.
 */
const deceptive =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|[\ufe00-\ufe0f]|[\u{e0000}-\u{e0fff}]|\p{Cs}/gu;

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text of unknown origin in a form that fits a line: harmless, without secrets, at most about `max` characters. */
export function clean(text: string, max = 500): string {
  return shorten(escapeDeceptive(redactText(cut(text, max))), max, text.length);
}

/** Shows characters that deceive as `\n`, `\x1b` or `\u202e`, and keeps `##[` from being a command of a CI runner. */
export function escapeDeceptive(text: string): string {
  return text.replace(deceptive, (character) => short[character] ?? codeOf(character)).replaceAll('##[', '#\\x23[');
}

/** At most `max` characters, then an ellipsis that tells the length there was. */
export function shorten(text: string, max: number, whole = text.length): string {
  return whole <= max && text.length <= max ? text : `${text.slice(0, max).trimEnd()}... (${whole} characters)`;
}

/** Cuts before any expression runs over it: an argument may be megabytes long. The rest shows as an ellipsis later. */
export function cut(text: string, max: number): string {
  return text.length > max * 4 ? text.slice(0, max * 4) : text;
}

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
