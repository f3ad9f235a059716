/** Blocks of lines in a text file that can be taken out again to the byte. */

/** The line ending that a text uses; of a text without one, the short one. */
export function eolOf(text: string): '\n' | '\r\n' {
  const at = text.indexOf('\n');
  return at > 0 && text[at - 1] === '\r' ? '\r\n' : '\n';
}

/** Adds lines at the end; no newline is added at the end of a text that has none. */
export function appendLines(text: string | undefined, lines: readonly string[]): string {
  if (text === undefined) return `${lines.join('\n')}\n`;
  const eol = eolOf(text);
  if (text === '') return lines.join(eol);
  return text.endsWith('\n')
    ? text + lines.map((line) => line + eol).join('')
    : text + lines.map((line) => eol + line).join('');
}

/** Takes out the first place where these lines follow one another. Undefined where nothing is left of a file made of them. */
export function removeLines(text: string, lines: readonly string[]): string | undefined {
  const eol = eolOf(text);
  const block = lines.join(eol);
  if (text === block + eol) return undefined;
  if (text === block) return '';
  const inside = `${block}${eol}`;
  if (text.startsWith(inside)) return text.slice(inside.length);
  const at = text.indexOf(`\n${inside}`);
  if (at >= 0) return text.slice(0, at + 1) + text.slice(at + 1 + inside.length);
  return text.endsWith(eol + block) ? text.slice(0, -(eol.length + block.length)) : text;
}
