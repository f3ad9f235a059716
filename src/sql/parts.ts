/** Cutting the text of one statement, as far as that can be done alike on every server. */

const quotedOrPlain = '(?:"(?:[^"]|"")+"|`(?:[^`]|``)+`|[A-Za-z_][A-Za-z0-9_$]*)';

/** Sources of regular expressions: a name, and one with what it is in before it. */
export const namePattern = quotedOrPlain;
export const pathPattern = `${quotedOrPlain}(?:\\s*\\.\\s*${quotedOrPlain})*`;

/** As it is meant: without its quotes. */
export function nameIn(text: string): string {
  const [quote] = text;
  if (quote !== '"' && quote !== '`') return text;
  return text.slice(1, -1).replaceAll(quote + quote, quote);
}

/**
 * Cuts at the commas that lie in no parentheses, quotes or comments; each part is trimmed. Undefined where something in it is read in
 * more than one way: dollar quotes, backslashes, comments.
 */
export function partsOf(text: string): string[] | undefined {
  const parts: string[] = [];
  let [from, depth] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at] ?? '';
    if (mark === '\\' || mark === '$' || mark === '#') return undefined;
    if (text.startsWith('--', at) || text.startsWith('/*', at)) return undefined;
    if (mark === "'" || mark === '"' || mark === '`') {
      const end = text.indexOf(mark, at + 1);
      if (end < 0 || text.slice(at, end).includes('\\')) return undefined;
      at = end;
    } else if (mark === '(') depth += 1;
    else if (mark === ')') depth -= 1;
    else if (mark === ',' && depth === 0) {
      parts.push(text.slice(from, at).trim());
      from = at + 1;
    }
    if (depth < 0) return undefined;
  }
  return depth === 0 ? [...parts, text.slice(from).trim()] : undefined;
}
