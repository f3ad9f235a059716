/** Functions of SQLite that touch nothing (sqlite.org/lang_corefunc.html and the pages beside it). */
import { type Finding, harmless, runs } from '../finding.ts';
import type { Token } from '../token.ts';

const words = (text: string) => new Set(text.trim().split(/\s+/));

const known = words(`
  ABS CHANGES CHAR COALESCE CONCAT CONCAT_WS FORMAT GLOB HEX IF IFNULL IIF INSTR LAST_INSERT_ROWID LENGTH LIKE LIKELIHOOD LIKELY
  LOWER LTRIM MAX MIN NULLIF OCTET_LENGTH PRINTF QUOTE RANDOM RANDOMBLOB REPLACE ROUND RTRIM SIGN SOUNDEX SQLITE_COMPILEOPTION_GET
  SQLITE_COMPILEOPTION_USED SQLITE_OFFSET SQLITE_SOURCE_ID SQLITE_VERSION SUBSTR SUBSTRING TOTAL_CHANGES TRIM TYPEOF UNHEX UNICODE
  UNISTR UNISTR_QUOTE UNLIKELY UPPER ZEROBLOB REGEXP MATCH SUBTYPE
  DATE TIME DATETIME JULIANDAY UNIXEPOCH STRFTIME TIMEDIFF CURRENT_TIMESTAMP
  AVG COUNT GROUP_CONCAT STRING_AGG SUM TOTAL MEDIAN PERCENTILE PERCENTILE_CONT PERCENTILE_DISC
  ROW_NUMBER RANK DENSE_RANK PERCENT_RANK CUME_DIST NTILE LAG LEAD FIRST_VALUE LAST_VALUE NTH_VALUE
  ACOS ACOSH ASIN ASINH ATAN ATAN2 ATANH CEIL CEILING COS COSH DEGREES EXP FLOOR LN LOG LOG10 LOG2 MOD PI POW POWER RADIANS SIN SINH
  SQRT TAN TANH TRUNC
  JSON JSONB JSON_ARRAY JSONB_ARRAY JSON_ARRAY_LENGTH JSON_ERROR_POSITION JSON_EXTRACT JSONB_EXTRACT JSON_INSERT JSONB_INSERT
  JSON_OBJECT JSONB_OBJECT JSON_PATCH JSONB_PATCH JSON_PRETTY JSON_REMOVE JSONB_REMOVE JSON_REPLACE JSONB_REPLACE JSON_SET JSONB_SET
  JSON_TYPE JSON_VALID JSON_QUOTE JSON_GROUP_ARRAY JSONB_GROUP_ARRAY JSON_GROUP_OBJECT JSONB_GROUP_OBJECT JSON_EACH JSON_TREE
  JSONB_EACH JSONB_TREE GENERATE_SERIES HIGHLIGHT SNIPPET BM25 MATCHINFO OFFSETS RAISE CAST DECIMAL UUID GEN_RANDOM_UUID`);

/** Words before a parenthesis that are no function, and words after which a name stands that is none. */
const before = words(`
  IN VALUES AND OR NOT ON USING SELECT FROM JOIN WHERE AS THEN WHEN ELSE CASE BY HAVING EXISTS ALL UNION EXCEPT INTERSECT BETWEEN
  IS DISTINCT LIMIT OFFSET OVER PARTITION SET DEFAULT CHECK KEY UNIQUE FILTER MATERIALIZED RETURNING COLLATE ESCAPE ISNULL NOTNULL
  CONFLICT GENERATED ALWAYS VIEW BEGIN`);
const naming = words('INTO AS WITH RECURSIVE WINDOW');

/** What runs something, or writes beside the database. */
const dangerous = words('LOAD_EXTENSION WRITEFILE EDIT FTS3_TOKENIZER EVAL SQLAR_UNCOMPRESS READFILE');

/** What the calls within come to. `isDefinition`: names and types of columns stand there too, so only what is known to do harm counts. */
export function calls(tokens: readonly Token[], isDefinition = false): Finding {
  for (const [at, { key }] of tokens.entries()) {
    const called = tokens[at - 1];
    if (key !== '(' || called === undefined || called.kind === 'mark') continue;
    const name = called.value.toUpperCase();
    if (called.kind === 'string') continue;
    if (!isDefinition || dangerous.has(name)) {
      if (called.kind === 'word' && before.has(name)) continue;
      if (known.has(name) || name.startsWith('PRAGMA_')) continue;
      if (!dangerous.has(name) && isNamed(tokens, at - 1)) continue;
      return runs('function', [called.value], `it calls ${called.value}()`);
    }
  }
  return harmless;
}

/** `INTO t (…)`, `INTO main.t (…)`, `WITH a (…) AS (…), b (…) AS`: a name with its columns. */
function isNamed(tokens: readonly Token[], at: number): boolean {
  let from = at;
  while (tokens[from - 1]?.key === '.') from -= 2;
  const lead = tokens[from - 1];
  if (lead?.kind === 'word' && naming.has(lead.key)) return true;
  let depth = 0;
  for (let end = at + 1; end < tokens.length; end += 1) {
    depth += tokens[end]?.key === '(' ? 1 : tokens[end]?.key === ')' ? -1 : 0;
    if (depth === 0)
      return (
        tokens[end + 1]?.key === 'AS' &&
        ['(', 'NOT', 'MATERIALIZED'].includes(tokens[end + 2]?.key ?? '') &&
        lead?.key === ','
      );
  }
  return false;
}
