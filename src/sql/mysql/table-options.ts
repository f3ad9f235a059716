import { destroys, type Finding, harmless, object, together, unknown } from '../finding.ts';
import { Cursor, type Token } from '../token.ts';

/** Engines that keep rows on disk, each row of any table. */
const engines = ['INNODB', 'ARIA', 'MYISAM', 'ROCKSDB', 'TOKUDB', 'XTRADB'];

/** Whether what is in a table is its own: rows of some engines lie in other tables, or on other servers. */
export function keepsOwnRows(options: readonly Token[]): boolean {
  return options.every(({ key }, at) => {
    if (key === 'CONNECTION') return false;
    if (key !== 'ENGINE' && key !== 'TYPE') return true;
    const value = options[at + (options[at + 1]?.key === '=' ? 2 : 1)];
    return [...engines, 'MEMORY', 'HEAP', 'ARCHIVE', 'CSV'].includes(value?.value.toUpperCase() ?? '');
  });
}

/** They say how a table is kept, and lose no row. */
const plain =
  `AUTO_INCREMENT COMMENT ROW_FORMAT KEY_BLOCK_SIZE AVG_ROW_LENGTH MAX_ROWS MIN_ROWS PACK_KEYS STATS_AUTO_RECALC STATS_PERSISTENT
  STATS_SAMPLE_PAGES CHECKSUM TABLE_CHECKSUM DELAY_KEY_WRITE COMPRESSION ENCRYPTION ENCRYPTED ENCRYPTION_KEY_ID PAGE_CHECKSUM
  PAGE_COMPRESSED PAGE_COMPRESSION_LEVEL TRANSACTIONAL AUTOEXTEND_SIZE ALGORITHM LOCK`.split(/\s+/);

/** ENGINE = …, COMMENT = …, CONVERT TO CHARACTER SET …, in any number without commas. */
export function options(clause: readonly Token[], path: readonly string[]): Finding {
  const cursor = new Cursor(clause);
  const found: Finding[] = [];
  while (!cursor.isDone) found.push(option(cursor, path));
  return together(...found);
}

function option(cursor: Cursor, path: readonly string[]): Finding {
  const target = object('table', path);
  const rewritten: Finding = { ...harmless, hazards: [{ id: 'REWRITES_TABLE', object: target }] };
  const value = () => {
    cursor.take('=');
    const { next } = cursor;
    if (next !== undefined && next.kind !== 'mark') cursor.at += 1;
    return next?.kind === 'mark' ? undefined : next?.value;
  };
  if (cursor.take('ENGINE') || cursor.take('TYPE')) {
    return engines.includes(value()?.toUpperCase() ?? '') ? rewritten : destroys('removes rows', target);
  }
  if (cursor.take('CONVERT', 'TO')) {
    const names = cursor.take('CHARSET') || cursor.take('CHARACTER', 'SET') ? cursor.name() : undefined;
    if (cursor.take('COLLATE')) value();
    // Whatever it was before, it has each of its characters.
    return names?.toLowerCase() === 'utf8mb4' ? rewritten : destroys('narrows', target);
  }
  cursor.take('DEFAULT');
  if (cursor.take('CHARSET') || cursor.take('CHARACTER', 'SET') || cursor.take('COLLATE'))
    return value() === undefined ? rest(cursor) : harmless;
  if (cursor.take('WITH', 'SYSTEM', 'VERSIONING')) return harmless;
  if (cursor.take('WITH', 'VALIDATION') || cursor.take('WITHOUT', 'VALIDATION')) return harmless;
  if (cursor.takeOneOf(...plain) !== undefined) return value() === undefined ? rest(cursor) : harmless;
  // After the options of a table its partitions may be told.
  if (cursor.is('PARTITION', 'BY') || cursor.is('REMOVE', 'PARTITIONING')) {
    cursor.at = cursor.tokens.length;
    return rewritten;
  }
  return rest(cursor);
}

function rest(cursor: Cursor): Finding {
  cursor.at = cursor.tokens.length;
  return unknown('a clause that is not known');
}
