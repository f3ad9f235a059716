/** What each statement of a script does to an SQLite database. Pure, and the same on every Node. */
import { changes, type Finding, harmless, object, together, unknown } from '../finding.ts';
import type { ServerReading, SqlStatement } from '../script.ts';
import { listed } from '../statement.ts';
import { Cursor, type Piece, splitAt, type Token } from '../token.ts';
import { skipWith } from '../with.ts';
import { alter } from './alter.ts';
import { cut } from './cut.ts';
import { define, drop } from './define.ts';
import { calls } from './functions.ts';
import { pragma } from './pragma.ts';
import { begin, type State } from './state.ts';
import { writeRows } from './write-rows.ts';

/** `sql`: as it will be sent. */
export function readSqlite(sql: string, { schema }: Pick<ServerReading, 'schema'>): readonly SqlStatement[] {
  const state = begin();
  if (schema !== undefined) {
    for (const piece of cut(schema)) judge(piece, state);
    state.catalogue.forget();
    Object.assign(state, { ...begin(), catalogue: state.catalogue, knowsSchema: true });
  }
  return listed(sql, cut(sql), (piece) => judge(piece, state));
}

function judge({ tokens, fault }: Piece, state: State): Finding {
  return fault === undefined ? statement(tokens, state) : unknown(fault);
}

function statement(tokens: readonly Token[], state: State): Finding {
  switch (tokens[0]?.key) {
    case 'SELECT':
    case 'VALUES':
      return calls(tokens);
    case 'INSERT':
    case 'REPLACE':
    case 'UPDATE':
    case 'DELETE':
      return writeRows(tokens, state);
    case 'WITH':
      return withClause(tokens, state);
    case 'CREATE':
      return define(tokens, state);
    case 'DROP':
      return drop(tokens, state);
    case 'ALTER':
      return alter(tokens, state);
    case 'PRAGMA':
      return pragma(tokens, state);
    case 'EXPLAIN':
      // Some of them do their work when they are compiled, which EXPLAIN does.
      return tokens.some(({ key }) => key === 'PRAGMA') ? unknown('EXPLAIN of a PRAGMA') : harmless;
    default:
      return aroundData(tokens, state);
  }
}

function withClause(tokens: readonly Token[], state: State): Finding {
  const cursor = new Cursor(tokens);
  if (!skipWith(cursor) || !cursor.isOneOf('SELECT', 'VALUES', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE'))
    return unknown('WITH of what could not be read');
  return together(calls(tokens), cursor.isOneOf('SELECT', 'VALUES') ? harmless : writeRows(cursor.rest, state));
}

/** `VACUUM`, `VACUUM p`, `VACUUM p INTO 'copy.db'`. */
function vacuum(cursor: Cursor): Finding {
  const name = cursor.is('INTO') ? undefined : cursor.name();
  const altered = changes('alters', object('database', name === undefined ? [] : [name]));
  if (!cursor.take('INTO')) return altered;
  return { ...altered, effects: [{ deed: 'adds', object: object('database', []), file: fileIn(cursor.rest) }] };
}

/** `ATTACH DATABASE 'other.db' AS p`. What follows the name is a key to the file. */
function attach(cursor: Cursor): Finding {
  if (cursor.tokens.length > 2) cursor.take('DATABASE');
  const [file = [], as = []] = splitAt(cursor.rest, 'AS');
  const [alias, ...more] = splitAt(as, 'KEY')[0] ?? [];
  const name = more.length > 0 || alias === undefined || alias.kind === 'mark' ? [] : [alias.value];
  const effect = {
    deed: 'adds' as const,
    object: object('database', name),
    file: name.length > 0 ? fileIn(file) : null,
  };
  return { ...harmless, effects: [effect] };
}

/** A single word is a text there, quoted or not (SQLite, resolveAttachExpr); a parameter is none. */
function fileIn([token, ...more]: readonly Token[]): string | null {
  if (token === undefined || more.length > 0 || token.kind === 'mark') return null;
  return token.kind === 'word' && /^[$@:?#\d]/.test(token.value) ? null : token.value;
}

function aroundData(tokens: readonly Token[], state: State): Finding {
  const cursor = new Cursor(tokens);
  const head = cursor.takeOneOf(
    ...[
      'BEGIN',
      'COMMIT',
      'END',
      'ROLLBACK',
      'SAVEPOINT',
      'RELEASE',
      'ANALYZE',
      'REINDEX',
      'VACUUM',
      'ATTACH',
      'DETACH',
    ],
  );
  switch (head) {
    case 'BEGIN':
    case 'SAVEPOINT':
      if (!state.inTransaction) state.before = state.catalogue.snapshot();
      state.inTransaction = true;
      return harmless;
    case 'ROLLBACK':
      if (state.before) state.catalogue.goBack(state.before);
      state.catalogue.forget();
      state.inTransaction = cursor.tokens.some(({ key }) => key === 'TO') && state.inTransaction;
      return harmless;
    case 'COMMIT':
    case 'END':
      state.inTransaction = false;
      return harmless;
    case 'RELEASE':
    case 'DETACH':
      return harmless;
    case 'ANALYZE':
    case 'REINDEX':
      return together(changes('alters', object('database', cursor.path().slice(0, 1))), calls(tokens));
    case 'VACUUM':
      return together(vacuum(cursor), calls(tokens));
    case 'ATTACH':
      return together(attach(cursor), calls(tokens));
    default:
      return unknown(`${tokens[0]?.value.slice(0, 20) ?? 'it'} begins no statement that is known`);
  }
}
