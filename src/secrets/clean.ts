/** Text of unknown origin, made fit to be shown. One class of characters is taken for deceptive, here and nowhere else. */
import { redactText } from './redact.ts';

/**
 * What a terminal, a log viewer or a reader's eye would take for something else than text, by Unicode's own properties: C0 and
 * C1 controls, what turns the direction, what is not drawn, separators of lines, halves of a pair.
 */
const deceptive = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]/gu;

const short: Record<string, string> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Text of unknown origin in a form that fits a line: harmless, without secrets, at most about `max` characters. */
export function clean(text: string, max = 500): string {
  return shorten(escapeDeceptive(redactText(cut(text, max))), max, text.length);
}

/** What another program said, fit to be quoted: one line, no colours, no URL. `limit`: in characters. */
export function plain(text: string, limit = 300): string {
  const line = withoutColours(text)
    .replace(/\s+/g, ' ')
    .replace(/[a-z][a-z0-9+.-]*:\/\/\S+(?:\s\S*@\S+)?/gi, '[url]')
    .trim();
  return escapeDeceptive(line.length > limit ? `${line.slice(0, limit - 1)}…` : line);
}

/** The sentence in which a Prisma CLI gives its reason; all of it where there is none. */
export function reasonIn(output: string): string {
  const reason = [...withoutColours(output).matchAll(/^\s*error: ?(.+)$/gim)].at(-1)?.[1];
  return plain(reason ?? output);
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

function withoutColours(text: string): string {
  return text.replace(/\u001b\[[0-9;]*[A-Za-z]/g, '');
}

function codeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`;
}
