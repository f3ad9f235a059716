import type { Parser } from './findings.ts';

/**
 * Whether a plain string holds a backslash. With `standard_conforming_strings` off the end of such a string lies elsewhere, so what
 * follows would be another text. Up to the first of them both readings are the same.
 */
export function holdsBackslash(parser: Parser, sql: string): boolean {
  if (!sql.includes('\\')) return false;
  try {
    return parser.scanSync(sql).tokens.some(({ text }) => /^'/.test(text) && text.includes('\\'));
  } catch {
    return true;
  }
}
