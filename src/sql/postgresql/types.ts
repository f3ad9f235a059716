/**
 * What becomes of values when a column's type is changed. PostgreSQL converts by the cast for assignments, which cuts and
 * rounds numbers and times without an error, and refuses texts that are too long; an explicit cast in USING cuts those too.
 * Sources: "Type Conversion: Value Storage", pg_cast of PostgreSQL 15 and 18.
 */
import type { Node, TypeName } from 'libpg-query';
import type { Parser } from './findings.ts';
import { as, columnOf, namesOf } from './tree.ts';

/** `keeps` every value as it is; `fails` at one that does not fit, or may; `cuts` it. */
export type Conversion = 'keeps' | 'fails' | 'cuts';

/** `name`: as pg_catalog has it, `int4`, or as written. `of`: what stands in parentheses, empty where nothing does. */
export interface ColumnType {
  readonly name: string;
  readonly of: readonly number[];
  readonly isArray: boolean;
}

export function readType(type: TypeName | undefined): ColumnType {
  const names = namesOf(type?.names);
  const isOwn = names.length === 1 || names[0] === 'pg_catalog';
  // The parser leaves a zero out.
  const of = (type?.typmods ?? []).map((each) =>
    as(each, 'A_Const')?.ival ? (as(each, 'A_Const')?.ival?.ival ?? 0) : Number.NaN,
  );
  return { name: isOwn ? (names.at(-1) ?? '') : names.join('.'), of, isArray: (type?.arrayBounds ?? []).length > 0 };
}

export const writeType = ({ name, of, isArray }: ColumnType): string =>
  `${name}${of.length > 0 ? `(${of.join(',')})` : ''}${isArray ? '[]' : ''}`;

/** A type as the server writes it: `numeric(10,2)`. */
export function parseType(parser: Parser, text: string): ColumnType | undefined {
  try {
    const [raw] = parser.parseSync(`SELECT NULL::${text}`).stmts ?? [];
    const target = as(as(raw?.stmt, 'SelectStmt')?.targetList?.[0], 'ResTarget')?.val;
    const cast = as(target, 'TypeCast');
    return cast && readType(cast.typeName);
  } catch {
    return undefined;
  }
}

const integers = ['int2', 'int4', 'int8'];
const texts = ['text', 'varchar', 'bpchar', 'citext'];
/** Of these a conversion to another one may cut, whichever it is. */
const others = ['float4', 'money', 'interval', 'timetz', 'cidr', 'char', 'name', 'oid', 'bit', 'varbit'];
const serials: Readonly<Record<string, string>> = { serial: 'int4', bigserial: 'int8', smallserial: 'int2' };

/** `from` undefined: nobody knows. */
export function convert(from: ColumnType | undefined, to: ColumnType, isExplicit: boolean): Conversion {
  if (from && from.isArray !== to.isArray) return isUnlimitedText(to) ? 'keeps' : 'fails';
  const source = from && { ...from, name: serials[from.name] ?? from.name };
  if (source && writeType(source) === writeType(to)) return 'keeps';
  if (isUnlimitedText(to)) return 'keeps';
  if (texts.includes(to.name)) return toText(source, to, isExplicit);
  if (source && texts.includes(source.name)) return fromText(to, isExplicit);
  if (integers.includes(to.name)) return toInteger(source, to);
  if (to.name === 'numeric') return toNumeric(source, to);
  if (to.name === 'float8') return knownAs(source, ['float4', 'int2', 'int4']) ? 'keeps' : 'cuts';
  if (['date', 'time', 'timestamp', 'timestamptz'].includes(to.name)) return toTime(source, to);
  if (to.name === 'bool') return isExplicit && !knownAs(source, ['bool']) ? 'cuts' : 'fails';
  if (to.name === 'bit' && !isExplicit) return 'fails';
  // Enums, uuid, jsonb and types that extensions bring: whatever has no such value is an error.
  return others.includes(to.name) ? 'cuts' : 'fails';
}

const isUnlimitedText = ({ name, of, isArray }: ColumnType) => texts.includes(name) && of.length === 0 && !isArray;

const knownAs = (type: ColumnType | undefined, names: readonly string[]) =>
  type !== undefined && names.includes(type.name);

function toText(from: ColumnType | undefined, to: ColumnType, isExplicit: boolean): Conversion {
  const [limit = Number.POSITIVE_INFINITY] = to.of;
  const [present = Number.POSITIVE_INFINITY] = knownAs(from, ['varchar', 'bpchar']) ? (from?.of ?? []) : [];
  if (present <= limit) return 'keeps';
  return isExplicit ? 'cuts' : 'fails';
}

/** Without a cast it is refused. As a number a text loses how it was written, the zero in front of a postcode; as a time what is finer. */
function fromText(to: ColumnType, isExplicit: boolean): Conversion {
  if (['name', 'char'].includes(to.name)) return 'cuts';
  if (!isExplicit) return 'fails';
  const cutting = [...integers, 'numeric', 'float4', 'float8', 'date', 'time', 'timestamp', 'interval', 'cidr'];
  return cutting.includes(to.name) || to.of.length > 0 ? 'cuts' : 'fails';
}

function toInteger(from: ColumnType | undefined, to: ColumnType): Conversion {
  if (from === undefined) return 'cuts';
  const [old, next] = [integers.indexOf(from.name), integers.indexOf(to.name)];
  if (old >= 0) return old <= next ? 'keeps' : 'fails';
  if (from.name === 'numeric') return from.of.length > 0 && (from.of[1] ?? 0) <= 0 ? 'fails' : 'cuts';
  return ['float4', 'float8', 'money'].includes(from.name) ? 'cuts' : 'fails';
}

function toNumeric(from: ColumnType | undefined, to: ColumnType): Conversion {
  const [digits, scale = 0] = to.of;
  if (knownAs(from, integers)) return digits === undefined ? 'keeps' : 'fails';
  if (!knownAs(from, ['numeric']))
    return from === undefined || knownAs(from, ['float4', 'float8', 'money']) ? 'cuts' : 'fails';
  const [oldDigits, oldScale = 0] = from?.of ?? [];
  if (digits === undefined) return 'keeps';
  if (oldDigits === undefined || oldScale > scale) return 'cuts';
  return digits - scale >= oldDigits - oldScale ? 'keeps' : 'fails';
}

function toTime(from: ColumnType | undefined, to: ColumnType): Conversion {
  const [precision = 6] = to.of;
  if (knownAs(from, ['date'])) return to.name === 'time' ? 'fails' : 'keeps';
  const [present = 6] = from?.of ?? [];
  // A text or a number is not converted without a cast; a time with a zone loses which it was.
  if (from === undefined) return to.name === 'timestamptz' && precision >= 6 ? 'keeps' : 'cuts';
  const kinds =
    to.name === 'time' ? ['time'] : to.name === 'timestamptz' ? ['timestamp', 'timestamptz'] : ['timestamp'];
  if (kinds.includes(from.name) && to.name !== 'date') return present <= precision ? 'keeps' : 'cuts';
  return ['timestamp', 'timestamptz', 'time', 'timetz', 'interval'].includes(from.name) ? 'cuts' : 'fails';
}

const keepsAll = ['to_jsonb', 'to_json'];

/** Of `USING`: a chain of casts of the column itself, or a few that keep what they are given; all else may lose it. */
export function convertBy(
  using: Node | undefined,
  column: string,
  from: ColumnType | undefined,
): [ColumnType | undefined, Conversion] {
  if (columnOf(using) === column) return [from, 'keeps'];
  const cast = as(using, 'TypeCast');
  if (cast) {
    const [present, before] = convertBy(cast.arg, column, from);
    const to = readType(cast.typeName);
    return [to, worse(before, convert(present, to, true))];
  }
  const call = as(using, 'FuncCall');
  const args = call ? call.args : as(using, 'A_ArrayExpr')?.elements;
  const isKept = call === undefined || keepsAll.includes(namesOf(call.funcname).at(-1) ?? '');
  if (isKept && args?.length === 1 && columnOf(args[0]) === column) return [undefined, 'keeps'];
  return [undefined, 'cuts'];
}

const rank: readonly Conversion[] = ['keeps', 'fails', 'cuts'];

export const worse = (one: Conversion, other: Conversion): Conversion =>
  rank.indexOf(one) >= rank.indexOf(other) ? one : other;
