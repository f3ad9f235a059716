/** Names that go while others come that may be the same thing: what Prisma writes as a drop and an add. Pure. */
import { likeType } from './like-type.ts';
import type { Loss, Place } from './loss.ts';
import type { SqlObject, TypedColumn } from './script.ts';

/** Something new, and where it comes. */
export interface Coming extends Place {
  /** As it is called once all has run. */
  readonly object: SqlObject;
}

/** A table that the set makes and puts no rows into, with its columns. */
export interface TableMade extends Coming {
  readonly columns: readonly TypedColumn[];
}

export interface ColumnAdded extends Coming {
  readonly type: string | undefined;
}

/** What may have got a new name. */
export interface Rename extends Place {
  /** Of a column: its table, and it alone. */
  readonly from: SqlObject;
  /** Where there are several nobody can tell which. Never empty. */
  readonly to: readonly Coming[];
  /** No other that goes may have become the same. */
  readonly isSure: boolean;
  /** Nothing differs but the name, as far as columns and kinds of types tell. */
  readonly isWhole: boolean;
}

type TypeOf = ((table: readonly string[], column: string) => string | undefined) | undefined;

/** A column that goes and one that comes, in one table, of types that may be one. The same name is a change of type. */
export function renamedColumns(losses: readonly Loss[], added: readonly ColumnAdded[], typeOf: TypeOf): Rename[] {
  const found = losses.flatMap(({ deed, object, migration, statement }) => {
    if (deed !== 'removes') return [];
    return (object.columns ?? []).flatMap((column) => {
      const from = { ...object, columns: [column] };
      const to = added.filter((each) => isOf(each, object) && likeType(typeOf?.(object.name, column), each.type));
      return to.length === 0 ? [] : [{ migration, statement, from, to, isWhole: true }];
    });
  });
  return sure(found);
}

const isOf = (added: ColumnAdded, { name, columns = [] }: SqlObject) =>
  added.object.name.join('\0') === name.join('\0') && !columns.includes(added.object.columns?.[0] ?? '');

/** Most columns of the one are in the other, of the same kind of type. `columnsOf`: those that a table has now. */
export function renamedTables(
  losses: readonly Loss[],
  made: readonly TableMade[],
  columnsOf: (table: SqlObject) => readonly TypedColumn[] | undefined,
): Rename[] {
  const found = losses.filter(isWholeTable).flatMap(({ object: from, migration, statement }) => {
    const old = columnsOf(from) ?? [];
    const to = made.filter(
      (each) => each.object.name.join('\0') !== from.name.join('\0') && areAlike(old, each.columns),
    );
    if (to.length === 0) return [];
    const isWhole = to.every(
      ({ columns }) => columns.length === old.length && common(old, columns).length === old.length,
    );
    return [{ migration, statement, from, to, isWhole }];
  });
  return sure(found);
}

export const isWholeTable = ({ deed, object }: Loss): boolean =>
  deed === 'removes' && object.type === 'table' && object.columns === undefined;

const common = (one: readonly TypedColumn[], other: readonly TypedColumn[]) =>
  one.filter(({ name, type }) => other.some((each) => each.name === name && likeType(each.type, type)));

/** Columns that tell nothing about a table: half of all tables have them. A and B are those of Prisma's own tables between two. */
const everywhere = /^(?:id|uuid|A|B|(?:created|updated|deleted)_?(?:at|on))$/i;

/** Two thirds of the larger one, two columns at least, and one among them that not every table has. */
function areAlike(one: readonly TypedColumn[], other: readonly TypedColumn[]): boolean {
  const same = common(one, other);
  const isOwn = same.some(({ name }) => !everywhere.test(name));
  return isOwn && same.length >= 2 && 3 * same.length >= 2 * Math.max(one.length, other.length);
}

function sure(found: readonly Omit<Rename, 'isSure'>[]): Rename[] {
  const claims = (coming: Coming) => found.filter(({ to }) => to.includes(coming)).length;
  return found.map((each) => ({ ...each, isSure: each.to.length === 1 && each.to.every((to) => claims(to) === 1) }));
}
