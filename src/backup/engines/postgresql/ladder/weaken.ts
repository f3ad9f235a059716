/** What stands in for a constraint or an index that rows break. Statements are pg_dump's own, so only its spelling is read. Pure. */
import type { Omission } from '../../contract.ts';

interface Stand {
  readonly sql: string;
  readonly omissions: readonly Omission[];
}

export interface Made {
  readonly kind: 'constraint' | 'index' | 'materialized view' | 'view';
  /** As contents name it. */
  readonly name: string;
  /** The table that it belongs to, quoted; of a view itself. */
  readonly table: string;
}

const word = '(?:"(?:[^"]|"")+"|[^\\s".(),;]+)';
const full = `${word}\\.${word}`;
const patterns = {
  constraint: new RegExp(`^ALTER TABLE (?:ONLY )?(${full})\\n {4}ADD CONSTRAINT (${word}) `),
  index: new RegExp(`^CREATE (?:UNIQUE )?INDEX (${word}) ON (?:ONLY )?((${word})\\.${word}) `),
  'materialized view': new RegExp(`^REFRESH MATERIALIZED VIEW (${full});`),
  view: new RegExp(`^CREATE OR REPLACE VIEW (${full})(?: WITH \\(.*\\))? AS\\n`),
} as const;

/** What an entry of an archive makes, by its statement; undefined where that is none of these. */
export function readMade(definition: string): Made | undefined {
  const constraint = patterns.constraint.exec(definition);
  if (constraint) {
    const [, table = '', name] = constraint;
    return { kind: 'constraint', name: `${table}.${name}`, table };
  }
  const index = patterns.index.exec(definition);
  if (index) {
    const [, name, table = '', schema] = index;
    return { kind: 'index', name: `${schema}.${name}`, table };
  }
  for (const kind of ['materialized view', 'view'] as const) {
    const [, name] = patterns[kind].exec(definition) ?? [];
    if (name !== undefined) return { kind, name, table: name };
  }
  return undefined;
}

/** What could be made in its place, the strongest first. `why`: the error of the thing itself. */
export function standsFor(definition: string, why: string): Stand[] {
  const made = readMade(definition);
  if (made?.kind === 'index') {
    // What follows it in its entry (CLUSTER ON, REPLICA IDENTITY) is dumped after it, and holds for a plain one or not at all.
    const [statement = ''] = firstStatement(definition);
    const plain = statement.replace(/^CREATE UNIQUE INDEX /, 'CREATE INDEX ').replace(/ NULLS NOT DISTINCT/, '');
    return plain === statement ? [] : [{ sql: plain, omissions: [{ ...named(made), how: 'weaker', why }] }];
  }
  if (made?.kind !== 'constraint') return [];
  const [statement = ''] = firstStatement(definition);
  const body = statement.replace(patterns.constraint, '');
  if (/^(FOREIGN KEY|CHECK) /.test(body)) {
    return [{ sql: `${statement} NOT VALID`, omissions: [{ ...named(made), how: 'weaker', why }] }];
  }
  const sql = plainIndex(made, body);
  return sql === undefined ? [] : [{ sql, omissions: keyOmissions(made, why, 'weaker') }];
}

/** A key and the index below it, which has its name. */
export function keyOmissions(made: Made, why: string, index: 'weaker' | 'left-out'): Omission[] {
  const below = `${schemaOf(made.table)}${made.name.slice(made.table.length)}`;
  return [
    { ...named(made), how: 'left-out', why },
    { kind: 'index', name: below, how: index, why, hangsOn: [`constraint ${made.name}`] },
  ];
}

export function isKey(definition: string): boolean {
  return /^(PRIMARY KEY|UNIQUE|EXCLUDE) /.test(definition.replace(patterns.constraint, ''));
}

const named = ({ kind, name }: Made) => ({ kind, name });

function schemaOf(table: string): string {
  return new RegExp(`^${word}`).exec(table)?.[0] ?? '';
}

/** An entry may hold more than one; each ends a line. */
function firstStatement(definition: string): string[] {
  return definition.trim().split(/;\n|;$/);
}

/** Columns, method and what is included are those of the key. */
function plainIndex({ name, table }: Made, body: string): string | undefined {
  const key = /^(?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?|EXCLUDE USING (\S+)) \(/.exec(body);
  if (!key) return undefined;
  const open = key[0].length - 1;
  const close = closing(body, open);
  if (close < 0) return undefined;
  const isOverlap = / WITHOUT OVERLAPS$/.test(body.slice(open + 1, close));
  const columns = parts(body.slice(open + 1, close)).map((part) =>
    key[1] ? withoutOperator(part) : part.replace(/ WITHOUT OVERLAPS$/, ''),
  );
  const rest = /^(?: INCLUDE \([^)]*\))?(?: WITH \([^)]*\))?/.exec(body.slice(close + 1))?.[0] ?? '';
  const where = key[1] ? whereOf(body.slice(close + 1)) : '';
  const method = key[1] ?? (isOverlap ? 'gist' : 'btree');
  const index = name.slice(table.length + 1);
  return `CREATE INDEX ${index} ON ${table} USING ${method} (${columns.join(', ')})${rest}${where}`;
}

function whereOf(tail: string): string {
  const at = tail.indexOf(' WHERE (');
  const close = at < 0 ? -1 : closing(tail, at + 7);
  return close < 0 ? '' : tail.slice(at, close + 1);
}

/** `room WITH =` of an exclusion constraint. */
function withoutOperator(element: string): string {
  const at = element.lastIndexOf(' WITH ');
  return at < 0 ? element : element.slice(0, at);
}

/** Where the parenthesis at `open` is closed; -1 where it is not. */
function closing(text: string, open: number): number {
  let depth = 0;
  for (const { at, sign } of signs(text)) {
    if (at < open) continue;
    if (sign === '(') depth++;
    else if (sign === ')' && --depth === 0) return at;
  }
  return -1;
}

/** Split at the commas that stand in no parentheses. */
function parts(text: string): string[] {
  const found: string[] = [];
  let [depth, from] = [0, 0];
  for (const { at, sign } of signs(text)) {
    if (sign === '(') depth++;
    else if (sign === ')') depth--;
    else if (depth === 0) {
      found.push(text.slice(from, at).trim());
      from = at + 1;
    }
  }
  return [...found, text.slice(from).trim()];
}

/** Parentheses and commas outside of quoted names and literals. */
function* signs(text: string): Generator<{ at: number; sign: string }> {
  for (const match of text.matchAll(/"(?:[^"]|"")*"|E'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|[(),]/g)) {
    if (match[0].length === 1) yield { at: match.index, sign: match[0] };
  }
}
