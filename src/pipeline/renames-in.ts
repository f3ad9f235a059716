/** What a set drops and adds that may be the same under a new name, and the scripts that keep it. */
import { isStricterRisk } from '../../policy/risks.ts';
import type { TableShape } from '../databases/table-shape.ts';
import type { Host } from '../host.ts';
import { correctColumns } from '../sql/correct-columns.ts';
import { correctTable } from '../sql/correct-table.ts';
import { type Edit, edited } from '../sql/edit.ts';
import { readInOrder } from '../sql/in-order.ts';
import type { Loss } from '../sql/loss.ts';
import { isWholeTable, type Rename, renamedTables } from '../sql/renames.ts';
import type { ServerReading, SqlObject } from '../sql/script.ts';
import { type PendingScript, readSet, type SetReading } from '../sql/set.ts';
import type { Inside } from '../target/inside.ts';
import type { SqlCorrection, SqlScript } from '../types.ts';

/** Of more tables nobody looks what they were made of. */
const looked = 40;

const keyOf = ({ name }: SqlObject) => name.join('\0');

export interface Renames {
  readonly columns: readonly Rename[];
  readonly tables: readonly Rename[];
  /** Of the tables that go, by their names. */
  readonly shapes: ReadonlyMap<string, TableShape>;
}

export async function renamesIn(set: SetReading, inside: Inside): Promise<Renames> {
  const columns = set.hazards.flatMap(({ rename }) => rename ?? []);
  const shapes = new Map<string, TableShape>();
  if (set.made.length === 0 || set.movesNames) return { columns, tables: [], shapes };
  const gone = set.losses.filter(isWholeTable).slice(0, looked);
  for (const { object } of gone) {
    const shape = await inside.shape(object.name);
    if (shape) shapes.set(keyOf(object), shape);
  }
  return { columns, tables: renamedTables(gone, set.made, (table) => shapes.get(keyOf(table))?.columns), shapes };
}

/** What stands in place of the statements of one rename; undefined where that cannot be said for sure. */
export function editsOf(
  rename: Rename,
  { shapes }: Renames,
  pending: readonly PendingScript[],
  reading: ServerReading,
): Edit[] | undefined {
  const script = pending.find(({ statements }) => statements.includes(rename.statement));
  const isInOne = rename.isSure && script?.statements.includes(rename.to[0]?.statement ?? rename.statement) === true;
  if (!isInOne) return undefined;
  if (rename.from.columns) return correctColumns(reading.dialect, script.statements, [rename]);
  return correctTable(reading.dialect, script.statements, rename, shapes.get(keyOf(rename.from))?.keys ?? []);
}

interface Weighing {
  readonly scripts: readonly SqlScript[];
  readonly pending: readonly PendingScript[];
  readonly set: SetReading;
  readonly reading: ServerReading;
  /** Those that hold nothing are let go. */
  readonly lost: readonly Loss[];
}

/** Migrations with names in place of drops, each read again with all the others. */
export async function correctionsOf(host: Host, renames: Renames, weighing: Weighing): Promise<SqlCorrection[]> {
  const { scripts, pending, set, reading, lost } = weighing;
  const isLost = ({ from }: Rename) =>
    lost.some(
      ({ deed, object, cascades }) =>
        deed === 'removes' &&
        !cascades &&
        keyOf(object) === keyOf(from) &&
        (object.columns === from.columns || from.columns?.every((each) => object.columns?.includes(each)) === true),
    );
  const meant = [...renames.columns, ...renames.tables].filter((each) => each.isWhole && isLost(each));
  const corrections = scripts.flatMap(({ migration, file, sql }, at): SqlCorrection[] => {
    const statements = pending[at]?.statements ?? [];
    const own = meant.filter(({ statement }) => statements.includes(statement));
    if (migration === undefined || file === undefined || own.length === 0) return [];
    const columns = own.filter(
      ({ from, to, isSure }) => from.columns && isSure && to.every(({ statement }) => statements.includes(statement)),
    );
    const edits = [
      ...((columns.length > 0 && correctColumns(reading.dialect, statements, columns)) || []),
      ...own.flatMap((each) => (each.from.columns ? [] : (editsOf(each, renames, pending, reading) ?? []))),
    ];
    const after = edits.length === 0 ? undefined : edited(sql, edits);
    return after === undefined ? [] : [{ migration, file, before: sql, after }];
  });
  if (corrections.length === 0) return [];
  const changed = scripts.map((script) => {
    const correction = corrections.find(({ file }) => file === script.file);
    return correction ? { ...script, sql: correction.after } : script;
  });
  const again = readSet(await readInOrder(host, changed, reading), reading);
  return isBetter(again, set) ? corrections : [];
}

/** It loses less, nothing that the other did not, and has no statement more that nobody can read. */
function isBetter(again: SetReading, before: SetReading): boolean {
  const [now, then] = [again, before].map(({ losses }) => new Set(losses.flatMap(eachOf)));
  if (now === undefined || then === undefined || now.size >= then.size) return false;
  const isWorse = isStricterRisk(again.risk, before.risk) || again.unknown.length > before.unknown.length;
  return !isWorse && [...now].every((each) => then.has(each));
}

const eachOf = ({ deed, object, cascades }: Loss): string[] =>
  (object.columns ?? ['']).map((column) => JSON.stringify([deed, object.type, object.name, column, cascades]));
