/** PRAGMA (sqlite.org/pragma.html). */
import { changes, type Finding, harmless, object, unknown } from '../finding.ts';
import { Cursor, type Token } from '../token.ts';
import type { State } from './state.ts';

const words = (text: string) => new Set(text.trim().split(/\s+/));

/** They ask, or hold for the session alone. */
const asking = words(`
  ANALYSIS_LIMIT AUTOMATIC_INDEX BUSY_TIMEOUT CACHE_SIZE CACHE_SPILL CASE_SENSITIVE_LIKE CELL_SIZE_CHECK CHECKPOINT_FULLFSYNC
  COLLATION_LIST COMPILE_OPTIONS COUNT_CHANGES DATA_VERSION DATABASE_LIST DEFER_FOREIGN_KEYS EMPTY_RESULT_CALLBACKS
  FOREIGN_KEY_CHECK FOREIGN_KEY_LIST FOREIGN_KEYS FREELIST_COUNT FULL_COLUMN_NAMES FULLFSYNC FUNCTION_LIST HARD_HEAP_LIMIT
  INDEX_INFO INDEX_LIST INDEX_XINFO INTEGRITY_CHECK LOCKING_MODE MAX_PAGE_COUNT MMAP_SIZE MODULE_LIST PAGE_COUNT PRAGMA_LIST
  QUERY_ONLY QUICK_CHECK READ_UNCOMMITTED RECURSIVE_TRIGGERS REVERSE_UNORDERED_SELECTS SHORT_COLUMN_NAMES SHRINK_MEMORY
  SOFT_HEAP_LIMIT STATS SYNCHRONOUS TABLE_INFO TABLE_LIST TABLE_XINFO TEMP_STORE THREADS TRUSTED_SCHEMA WAL_AUTOCHECKPOINT
  LEGACY_ALTER_TABLE IGNORE_CHECK_CONSTRAINTS`);

/** They write to the file, and to no row. */
const writing = words(`
  APPLICATION_ID AUTO_VACUUM ENCODING INCREMENTAL_VACUUM JOURNAL_MODE JOURNAL_SIZE_LIMIT OPTIMIZE PAGE_SIZE SECURE_DELETE
  USER_VERSION WAL_CHECKPOINT`);

export function pragma(tokens: readonly Token[], state: State): Finding {
  const cursor = new Cursor(tokens, 1);
  const path = cursor.path();
  const name = path.at(-1)?.toUpperCase() ?? '';
  const value = cursor.take('=') ? cursor.rest : cursor.group();
  if (name === 'FOREIGN_KEYS' && value !== undefined && !state.inTransaction) {
    state.enforcesKeys = !['OFF', 'NO', 'FALSE', '0'].includes(value[0]?.value.toUpperCase() ?? '');
  }
  // A change of it removes them, and their names mean other tables then.
  if (name === 'TEMP_STORE' && value !== undefined && state.catalogue.hasTemporary) return unknown('PRAGMA temp_store');
  if (asking.has(name)) return harmless;
  if (writing.has(name))
    return value === undefined && name !== 'OPTIMIZE'
      ? harmless
      : changes('alters', object('other', [...path.slice(0, -1), name.toLowerCase()]));
  if (value === undefined && name === 'SCHEMA_VERSION') return harmless;
  return unknown(`PRAGMA ${name.toLowerCase()}`);
}
