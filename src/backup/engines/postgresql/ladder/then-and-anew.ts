/** What generated columns were, and what they have become in a copy, row by row. */
import { name, type Row, type Session } from '../../../../databases/postgresql/session.ts';

/** Rows that are compared at most, and what is shown of them. */
const most = { rows: 1_000_000, examples: 3, characters: 40 };
const piece = 5000;

export interface GeneratedTable {
  readonly schema: string;
  readonly table: string;
  readonly generated: readonly string[];
  /** All others. */
  readonly given: readonly string[];
  readonly rows: number;
}

/**
 * For two sessions that are in a transaction each. `in 2 of 2 rows; gross: 20 becomes 30, 40 becomes 60`. Rows are known by all that was given to them. Undefined where no two
 * rows are found that differ, and of tables that are too large for it.
 */
export async function thenAndAnew(then: Session, anew: Session, table: GeneratedTable): Promise<string | undefined> {
  if (table.rows > most.rows) return undefined;
  const examples = new Map(table.generated.map((column) => [column, new Set<string>()]));
  let [compared, otherwise] = [0, 0];
  for await (const [was, is] of pairs(rowsOf(then, table), rowsOf(anew, table))) {
    compared++;
    let isOther = false;
    for (const [at, column] of table.generated.entries()) {
      const [before, after] = [was[`v${at}`] ?? null, is[`v${at}`] ?? null];
      if (before === after) continue;
      isOther = true;
      const seen = examples.get(column);
      if (seen && seen.size < most.examples) seen.add(`${shown(before)} becomes ${shown(after)}`);
    }
    if (isOther) otherwise++;
  }
  if (otherwise === 0) return undefined;
  const texts = [...examples].flatMap(([column, seen]) =>
    seen.size > 0 ? [`${column}: ${[...seen].join(', ')}`] : [],
  );
  return `in ${otherwise} of ${compared} rows; ${texts.join('; ')}`;
}

function shown(value: string | null): string {
  if (value === null) return 'NULL';
  const line = value.replace(/\s+/g, ' ');
  return line.length <= most.characters ? line : `${line.slice(0, most.characters - 1)}…`;
}

/** In the order of `key`. */
async function* rowsOf(session: Session, { schema, table, generated, given }: GeneratedTable): AsyncGenerator<Row> {
  const values = generated.map((column, at) => `${name(column)}::text as v${at}`).join(', ');
  const order = ['key', ...generated.map((_, at) => `v${at}`)].map((column) => `${column} collate "C"`).join(', ');
  await session.query(`declare generated_values no scroll cursor for select * from (
      select md5(row(${given.map(name).join(', ')})::text) as key, ${values} from only ${name(schema)}.${name(table)}
    ) s order by ${order}`);
  for (;;) {
    const rows = await session.query(`fetch ${piece} from generated_values`);
    yield* rows;
    if (rows.length < piece) return;
  }
}

/** Of equal keys. */
async function* pairs(one: AsyncGenerator<Row>, other: AsyncGenerator<Row>): AsyncGenerator<readonly [Row, Row]> {
  let [left, right] = [await one.next(), await other.next()];
  while (!left.done && !right.done) {
    const [before, after] = [left.value['key'] ?? '', right.value['key'] ?? ''];
    if (before === after) yield [left.value, right.value];
    if (before <= after) left = await one.next();
    if (after <= before) right = await other.next();
  }
}
