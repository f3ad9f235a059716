import type { Finding } from './finding.ts';
import type { SqlStatement } from './script.ts';
import type { Piece } from './token.ts';

/** The statements of a text. What is not blank is never nothing; NUL, where servers stop reading, makes all of it one unknown. */
export function listed(sql: string, pieces: readonly Piece[], judge: (piece: Piece) => Finding): SqlStatement[] {
  if (sql.includes('\0')) return [unreadable(sql, 'it holds a NUL, where some stop reading')];
  const statements: SqlStatement[] = [];
  let [line, counted] = [1, 0];
  for (const piece of pieces) {
    const start = piece.tokens[0]?.start ?? 0;
    for (; counted < start; counted += 1) if (sql[counted] === '\n') line += 1;
    statements.push({ line, text: sql.slice(start, piece.tokens.at(-1)?.end), ...judge(piece) });
  }
  return statements;
}

export const unreadable = (sql: string, why: string): SqlStatement => ({
  line: 1,
  text: sql.trim(),
  risk: 'unknown',
  effects: [],
  hazards: [],
  why,
});
