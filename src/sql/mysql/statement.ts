/** One statement of MySQL or MariaDB by its first words. What is not on this list is unknown. */
import { changes, destroys, type Finding, harmless, object, together, unknown } from '../finding.ts';
import { Cursor, splitAt, type Token } from '../token.ts';
import { skipWith } from '../with.ts';
import { alterTable } from './alter-table.ts';
import { isRoutine } from './blocks.ts';
import { create, drop, rename } from './define.ts';
import { calls } from './functions.ts';
import { call, routine } from './routines.ts';
import { insert, load, remove, truncate, update } from './rows.ts';
import { settings } from './settings.ts';
import type { State } from './state.ts';

type Read = (tokens: readonly Token[], state: State) => Finding;

const reading: Read = (tokens) => {
  const intoFile = tokens.some(
    ({ key }, at) => key === 'INTO' && ['OUTFILE', 'DUMPFILE'].includes(tokens[at + 1]?.key ?? ''),
  );
  return together(calls(tokens), intoFile ? changes('adds', object('other', ['file'])) : harmless);
};
const session: Read = (tokens) => calls(tokens);
const altersOther: Read = (tokens) =>
  changes(
    'alters',
    object(
      'other',
      tokens.slice(0, 2).map(({ value }) => value.toLowerCase()),
    ),
  );
const never =
  (why: string): Read =>
  () =>
    unknown(why);

const heads: Readonly<Record<string, Read>> = {
  SELECT: reading,
  '(': reading,
  TABLE: reading,
  VALUES: reading,
  SHOW: reading,
  HELP: reading,
  DO: reading,
  WITH: withClause,
  EXPLAIN: explain,
  DESCRIBE: explain,
  DESC: explain,
  ANALYZE: explain,
  INSERT: insert,
  REPLACE: insert,
  UPDATE: update,
  DELETE: remove,
  TRUNCATE: truncate,
  LOAD: load,
  CREATE: create,
  DROP: drop,
  RENAME: rename,
  ALTER: alter,
  SET: settings,
  CALL: call,
  USE: use,
  BEGIN: (tokens) =>
    tokens.length === 1 || (tokens.length === 2 && tokens[1]?.key === 'WORK')
      ? harmless
      : unknown('a block outside of a routine'),
  START: (tokens) => (tokens[1]?.key === 'TRANSACTION' ? harmless : unknown('START of what is not known')),
  COMMIT: session,
  ROLLBACK: (_, { catalogue }) => {
    catalogue.forget();
    return harmless;
  },
  SAVEPOINT: session,
  RELEASE: session,
  LOCK: session,
  UNLOCK: session,
  HANDLER: session,
  SIGNAL: session,
  RESIGNAL: session,
  GET: session,
  CHECK: session,
  CHECKSUM: session,
  CACHE: session,
  DEALLOCATE: session,
  OPTIMIZE: optimize,
  FLUSH: altersOther,
  GRANT: altersOther,
  REVOKE: altersOther,
  PURGE: (tokens) =>
    destroys(
      'removes',
      object(
        'other',
        tokens.slice(1, 3).map(({ value }) => value.toLowerCase()),
      ),
    ),
  RESET: (tokens) => (tokens[1]?.key === 'QUERY' ? harmless : destroys('removes', object('other', ['logs']))),
  PREPARE: never('SQL that is put together when it runs'),
  EXECUTE: never('SQL that is put together when it runs'),
  REPAIR: never('a repair, which leaves out what it cannot read'),
};

export const statement: Read = (tokens, state) => {
  const head = tokens[0]?.key ?? '';
  const read = Object.hasOwn(heads, head) ? heads[head] : undefined;
  return read?.(tokens, state) ?? unknown(`${tokens[0]?.value.slice(0, 20) ?? 'it'} begins no statement that is known`);
};

/** Of whichever database: names without one mean that from here on. */
function use(tokens: readonly Token[], { catalogue }: State): Finding {
  catalogue.tables.clear();
  const name = new Cursor(tokens, 1).name();
  if (name === undefined) return unknown('USE of what could not be read');
  return { ...harmless, effects: [{ deed: 'reads', object: object('database', [name]) }] };
}

/** It writes the tables anew, with all that is in them. */
function optimize(tokens: readonly Token[]): Finding {
  const at = tokens.findIndex(({ key }) => key === 'TABLE' || key === 'TABLES');
  if (at < 0) return unknown('OPTIMIZE of what is not known');
  return together(
    ...splitAt(tokens.slice(at + 1), ',').map((each) => changes('alters', object('table', new Cursor(each).path()))),
  );
}

function withClause(tokens: readonly Token[], state: State): Finding {
  const cursor = new Cursor(tokens);
  const heads = ['SELECT', '(', 'UPDATE', 'DELETE', 'INSERT', 'REPLACE', 'VALUES', 'TABLE'];
  if (!skipWith(cursor) || !cursor.isOneOf(...heads)) return unknown('WITH of what could not be read');
  return together(calls(tokens), statement(cursor.rest, state));
}

/** It is run with ANALYZE, and the server may compute parts of it without. */
function explain(tokens: readonly Token[], state: State): Finding {
  const cursor = new Cursor(tokens);
  const heads = [cursor.takeOneOf('EXPLAIN', 'DESCRIBE', 'DESC', 'ANALYZE')];
  if (cursor.is('TABLE') || cursor.is('LOCAL', 'TABLE') || cursor.is('NO_WRITE_TO_BINLOG', 'TABLE')) return harmless;
  if (cursor.take('ANALYZE')) heads.push('ANALYZE');
  cursor.takeOneOf('EXTENDED', 'PARTITIONS');
  if (cursor.take('FORMAT', '=')) cursor.name();
  if (heads.includes('ANALYZE')) return statement(cursor.rest, state);
  return calls(tokens);
}

function alter(tokens: readonly Token[], state: State): Finding {
  if (isRoutine(tokens)) return routine(tokens, state);
  const cursor = new Cursor(tokens, 1);
  if (cursor.isOneOf('ONLINE', 'IGNORE', 'TABLE')) return alterTable(tokens, state);
  if (cursor.isOneOf('USER', 'ROLE', 'SERVER')) return changes('alters', object('role', []));
  if (cursor.isOneOf('DATABASE', 'SCHEMA')) {
    const isPlain =
      tokens.some(({ key }) => ['CHARACTER', 'CHARSET', 'COLLATE', 'COMMENT'].includes(key)) &&
      !tokens.some(({ key }) => key === 'UPGRADE');
    return isPlain
      ? changes(
          'alters',
          object(
            'database',
            cursor.tokens.slice(2, 3).map(({ value }) => value),
          ),
        )
      : unknown('ALTER DATABASE of a kind that is not known');
  }
  if (cursor.take('SEQUENCE')) {
    cursor.take('IF', 'EXISTS');
    return changes('alters', object('sequence', cursor.path()));
  }
  const view = tokens.findIndex(({ key }) => key === 'VIEW');
  if (view > 0 && tokens.slice(1, view).every(({ key }) => key !== 'AS' && key !== '(')) {
    return together(
      changes('alters', object('view', new Cursor(tokens, view + 1).path())),
      calls(tokens.slice(view + 2)),
    );
  }
  return unknown('ALTER of what is not known');
}
