/** What each statement of a script does to a MySQL or MariaDB database. Pure. */
import { isStricterRisk } from '../../../policy/risks.ts';
import { unknown } from '../finding.ts';
import type { ServerReading, SqlStatement } from '../script.ts';
import { listed, unreadable } from '../statement.ts';
import type { Piece } from '../token.ts';
import { possibleServers, type Server } from './conditional.ts';
import { Lexer } from './lexer.ts';
import { begin, type State } from './state.ts';
import { statement } from './statement.ts';

type Reading = Omit<ServerReading, 'dialect'>;

/**
 * `sql`: as it will be sent. Where the server is not known the text is read as each of those that could be there would read it,
 * and what is strictest counts.
 */
export function readMysql(sql: string, reading: Reading): readonly SqlStatement[] {
  // A mark of the encoding is part of the first word to the server, which refuses it; whoever sends the text may take it off.
  const text = sql.replace(/^\uFEFF/, ' ');
  const servers = possibleServers(text, reading);
  if (servers === undefined) return [unreadable(sql, 'comments for so many versions that they cannot be told apart')];
  const readings = servers.map((server) => readAs(text, server, reading));
  return strictest(readings);
}

function readAs(sql: string, server: Server, reading: Reading): readonly SqlStatement[] {
  const state = begin(reading, statement);
  if (reading.schema !== undefined) {
    // As the server writes it: without backslashes that its own mode does not know, and names in backquotes.
    const there = { ...state, mode: { backslashes: true, ansiQuotes: false } };
    pieces(reading.schema, server, there, (piece) => void statement(piece.tokens, there));
    state.catalogue.forget();
  }
  const judged = new Map<Piece, ReturnType<typeof statement>>();
  const found = pieces(sql, server, state, (piece) => {
    judged.set(piece, piece.fault === undefined ? statement(piece.tokens, state) : unknown(piece.fault));
  });
  return listed(sql, found, (piece) => judged.get(piece) ?? unknown('it was not read'));
}

/** Each is judged before the next is read. */
function pieces(sql: string, server: Server, { mode }: State, judge: (piece: Piece) => void): Piece[] {
  const lexer = new Lexer(sql, server, mode);
  const found: Piece[] = [];
  for (let piece = lexer.next(); piece !== undefined; piece = lexer.next()) {
    judge(piece);
    found.push(piece);
  }
  return found;
}

function strictest(readings: readonly (readonly SqlStatement[])[]): readonly SqlStatement[] {
  const [first = [], ...others] = readings;
  let best = first;
  for (const each of others) if (isWorse(each, best)) best = each;
  return best;
}

const worst = (statements: readonly SqlStatement[]) =>
  statements.reduce(
    (risk, each) => (isStricterRisk(each.risk, risk) ? each.risk : risk),
    'none' as SqlStatement['risk'],
  );

function isWorse(one: readonly SqlStatement[], than: readonly SqlStatement[]): boolean {
  const [risk, other] = [worst(one), worst(than)];
  const effects = (statements: readonly SqlStatement[]) => statements.flatMap((each) => each.effects).length;
  return isStricterRisk(risk, other) || (risk === other && effects(one) > effects(than));
}
