/**
 * Comments that are statements: those that open with `!` or `!50100` to both servers, with `M!` to MariaDB alone. Which of them
 * a server runs, its version decides (MySQL 9.4 and MariaDB 11.8, sql/sql_lex.cc).
 */
import type { ServerReading } from '../script.ts';

export type Server = Pick<ServerReading, 'flavour' | 'version'>;

const opening = /\/\*(M?)!(\d{5,6})?/y;

/** Of what begins at an offset: how long its opening is, and whether the server reads what follows. Undefined: a plain comment. */
export function conditionalAt(
  sql: string,
  at: number,
  { flavour, version }: Server,
): { readonly length: number; readonly runs: boolean } | undefined {
  opening.lastIndex = at;
  const [text, special, digits] = opening.exec(sql) ?? [];
  if (text === undefined || (special && flavour === 'mysql')) return undefined;
  const from = Number(digits ?? 0);
  // What MySQL 5.7 and 8 have is foreign to MariaDB, which leaves it out.
  const isForeign = flavour === 'mariadb' && !special && from >= 50700 && from <= 99999;
  return { length: text.length, runs: from <= (version ?? 0) && !isForeign };
}

/** The servers that could read the text differently, one of each kind; more than a few are not told apart. */
export function possibleServers(sql: string, { flavour, version }: Server): Server[] | undefined {
  const marks = [...sql.matchAll(/\/\*M?!(\d{5,6})?/g)];
  if (marks.length === 0) return [{ flavour, version }];
  const numbers = new Set([0, ...marks.map(([, digits]) => Number(digits ?? 0))]);
  const versions = version === undefined ? [...numbers] : [version];
  if (versions.length > 16) return undefined;
  const flavours = flavour === undefined ? (['mysql', 'mariadb'] as const) : [flavour];
  return flavours.flatMap((each) => versions.map((number) => ({ flavour: each, version: number })));
}
