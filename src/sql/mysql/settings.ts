/** SET. */
import { changes, type Finding, harmless, object, together, unknown } from '../finding.ts';
import { Cursor, splitAt, type Token } from '../token.ts';
import { calls } from './functions.ts';
import { type State, setMode } from './state.ts';

/** Character sets in which a quote is never half of another character. */
const plainSets = ['UTF8', 'UTF8MB3', 'UTF8MB4', 'LATIN1', 'LATIN2', 'ASCII', 'BINARY', 'DEFAULT'];

/** Settings of the whole server that make it do something by itself. */
const running =
  /^(?:event_scheduler|init_|gtid_|binlog_expire|expire_logs|relay_log|slave_|replica_|rpl_|wsrep|debug|innodb_(?:force|fast|undo|purge|truncate))/i;

export function settings(tokens: readonly Token[], state: State): Finding {
  const cursor = new Cursor(tokens, 1);
  if (cursor.take('STATEMENT')) {
    const at = tokens.findIndex(({ key }) => key === 'FOR');
    if (at < 0) return unknown('SET STATEMENT of nothing');
    const within = { ...state, mode: { ...state.mode } };
    const sets = assignments(tokens.slice(2, at), within);
    return together(sets, state.judge(tokens.slice(at + 1), within));
  }
  if (cursor.take('NAMES') || cursor.take('CHARACTER', 'SET') || cursor.take('CHARSET')) return characters(cursor.rest);
  if (cursor.isOneOf('TRANSACTION') || cursor.is('SESSION', 'TRANSACTION') || cursor.is('LOCAL', 'TRANSACTION'))
    return harmless;
  if (cursor.isOneOf('PASSWORD', 'ROLE') || cursor.is('DEFAULT', 'ROLE')) return changes('alters', object('role', []));
  return assignments(cursor.rest, state);
}

const characters = (rest: readonly Token[]): Finding =>
  plainSets.includes(rest[0]?.value.toUpperCase() ?? '')
    ? harmless
    : unknown('a character set in which quotes may be read otherwise');

function assignments(tokens: readonly Token[], state: State): Finding {
  return together(calls(tokens), ...splitAt(tokens, ',').map((each) => assignment(each, state)));
}

function assignment(tokens: readonly Token[], state: State): Finding {
  const at = tokens.findIndex(({ key }) => key === '=');
  if (at < 1) return unknown('SET of what is not known');
  const left = tokens.slice(0, at).filter(({ key }) => key !== ':');
  const value = tokens.slice(at + 1);
  const words = left.filter(({ kind }) => kind !== 'mark');
  const name = (words.at(-1)?.value ?? '').toUpperCase();
  const isOwn = left[0]?.key === '@' && left[1]?.key !== '@';
  if (isOwn) {
    const saves = value[0]?.key === '@' && isClient.test(value.at(-1)?.value ?? '');
    state.savedSets[saves ? 'add' : 'delete'](name);
    return harmless;
  }
  if (words.some(({ key }) => ['GLOBAL', 'PERSIST', 'PERSIST_ONLY'].includes(key))) {
    return running.test(name)
      ? unknown(`SET GLOBAL ${name.toLowerCase()}`)
      : changes('alters', object('other', [name.toLowerCase()]));
  }
  if (name === 'SQL_MODE') {
    if (value.some((each) => /ORA|MSSQL|CLE/i.test(each.value)))
      return unknown('a mode in which another grammar holds');
    const isText = value.length === 1 && (value[0]?.kind === 'string' || value[0]?.isEither);
    setMode(state, isText ? (value[0]?.value ?? '').toUpperCase().split(',') : undefined);
  }
  return isClient.test(name) && !isBack(value, state) && !isPlain(value) ? characters(value) : harmless;
}

const isClient = /^CHARACTER_SET_(?:CLIENT|CONNECTION)$|^COLLATION_CONNECTION$/i;

/** `@OLD_CHARACTER_SET_CLIENT`, of which the script knows what it holds. */
const isBack = ([at, name, ...more]: readonly Token[], { savedSets }: State) =>
  at?.key === '@' && more.length === 0 && savedSets.has(name?.value.toUpperCase() ?? '');

const isPlain = (value: readonly Token[]) => plainSets.some((set) => value[0]?.value.toUpperCase().startsWith(set));
