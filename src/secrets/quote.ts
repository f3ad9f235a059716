import { cut, escapeDeceptive, shorten } from './clean.ts';
import { redactWord } from './redact.ts';

const plain = /^[A-Za-z0-9_@%+=:,./[\]-]+$/;

/**
 * An argv as one would type it in a shell, for people to read: without secrets, on one line, and cut to
 * about `max` characters whatever its length.
 */
export function quoteArgv(argv: readonly string[], max = 200): string {
  let line = '';
  for (const [index, word] of argv.entries()) {
    const blank = index === 0 ? '' : ' ';
    if (line.length + blank.length >= max) return `${line} ... (${argv.length - index} more words)`;
    line += blank + quoteWord(word, Math.max(max - line.length, 20));
  }
  return line;
}

function quoteWord(word: string, max: number): string {
  const known = redactWord(cut(word, max));
  const kept = shorten(known, max, word.length > max * 4 ? word.length : known.length);
  if (plain.test(kept)) return kept;
  if (escapeDeceptive(kept) === kept) return `'${kept.replaceAll("'", "'\\''")}'`;
  return `$'${escapeDeceptive(kept.replaceAll('\\', '\\\\').replaceAll("'", "\\'"))}'`;
}
