/** Whether a column's values survive another type. Types as typeText writes them: `DECIMAL(10,2)UNSIGNED`, `VARCHAR(191)`. */

/** `fits`: each value. `refused`: in strict mode the statement fails at the first that does not. `cut`: it is cut or rounded. */
export type Fit = 'fits' | 'refused' | 'cut';

interface Type {
  readonly name: string;
  readonly args: readonly string[];
  readonly isUnsigned: boolean;
}

const aliases: Readonly<Record<string, string>> = {
  INTEGER: 'INT',
  INT4: 'INT',
  INT8: 'BIGINT',
  INT1: 'TINYINT',
  INT2: 'SMALLINT',
  INT3: 'MEDIUMINT',
  MIDDLEINT: 'MEDIUMINT',
  BOOL: 'TINYINT',
  BOOLEAN: 'TINYINT',
  DEC: 'DECIMAL',
  NUMERIC: 'DECIMAL',
  FIXED: 'DECIMAL',
  REAL: 'DOUBLE',
  'DOUBLE PRECISION': 'DOUBLE',
  CHARACTER: 'CHAR',
  NCHAR: 'CHAR',
  NVARCHAR: 'VARCHAR',
  'CHARACTER VARYING': 'VARCHAR',
  'CHAR VARYING': 'VARCHAR',
  'NATIONAL VARCHAR': 'VARCHAR',
  'LONG VARCHAR': 'MEDIUMTEXT',
  LONG: 'MEDIUMTEXT',
  'LONG VARBINARY': 'MEDIUMBLOB',
};

const integers = ['TINYINT', 'SMALLINT', 'MEDIUMINT', 'INT', 'BIGINT'];
const digits = [3, 5, 8, 10, 20];
/** Bytes that each holds. */
const lengths: Readonly<Record<string, number>> = {
  TINYTEXT: 255,
  TEXT: 65_535,
  MEDIUMTEXT: 16_777_215,
  LONGTEXT: 4_294_967_295,
  JSON: 4_294_967_295,
  TINYBLOB: 255,
  BLOB: 65_535,
  MEDIUMBLOB: 16_777_215,
  LONGBLOB: 4_294_967_295,
};

function parse(text: string): Type {
  const [, name = '', args, rest = ''] = /^([^(]*)(?:\((.*)\))?([^)]*)$/s.exec(text.trim()) ?? [];
  const words = `${name} ${rest}`
    .replace(/\b(?:UNSIGNED|SIGNED|ZEROFILL)\b/g, '')
    .trim()
    .replace(/ +/g, ' ');
  return {
    name: aliases[words] ?? words,
    args: args?.match(/'(?:[^']|'')*'|[^, ]+/g) ?? [],
    isUnsigned: /\b(?:UNSIGNED|ZEROFILL)\b/.test(`${name} ${rest}`),
  };
}

const isPlainText = ({ name }: Type) => /CHAR$|TEXT$/.test(name);
/** Whether its values have a character set. */
export const isText = (type: string): boolean => isPlainText(parse(type));
const isBinary = ({ name }: Type) => /BINARY$|BLOB$/.test(name);

/** In bytes, at four of them a character where that is how the length is written. */
function bytes({ name, args }: Type): number {
  const count = Number(args[0] ?? (/CHAR|BINARY/.test(name) ? 1 : NaN));
  return lengths[name] ?? (/CHAR$/.test(name) ? 4 * count : count);
}

export function survives(fromText: string, toText: string): Fit {
  const [from, to] = [parse(fromText.toUpperCase() === fromText ? fromText : upper(fromText)), parse(toText)];
  if (isPlainText(to)) return intoText(from, to);
  if (isBinary(to))
    return isBinary(from) && from.name !== 'BINARY' && bytes(to) >= bytes(from) && to.name !== 'BINARY'
      ? 'fits'
      : same(from, to);
  if (integers.includes(to.name)) return intoInteger(from, to);
  switch (to.name) {
    case 'DECIMAL':
      return intoDecimal(from, to);
    case 'DOUBLE':
      return ['DOUBLE', 'FLOAT'].includes(from.name) && to.args.length === 0
        ? 'fits'
        : integers.indexOf(from.name) >= 0 && from.name !== 'BIGINT'
          ? 'fits'
          : same(from, to);
    case 'ENUM':
    case 'SET':
      return from.name === to.name &&
        from.args.every((each, at) => (to.name === 'ENUM' ? to.args.includes(each) : to.args[at] === each))
        ? 'fits'
        : from.name === 'ENUM' && to.name === 'ENUM'
          ? 'refused'
          : 'cut';
    case 'DATETIME':
      return from.name === 'DATE' || (['DATETIME', 'TIMESTAMP'].includes(from.name) && precision(from) <= precision(to))
        ? 'fits'
        : 'cut';
    case 'TIMESTAMP':
    case 'TIME':
      return from.name === to.name && precision(from) <= precision(to) ? 'fits' : 'cut';
    case 'BIT':
      return from.name === 'BIT' && Number(from.args[0] ?? 1) <= Number(to.args[0] ?? 1) ? 'fits' : same(from, to);
    default:
      return same(from, to);
  }
}

const upper = (text: string) =>
  text.replace(/'(?:[^']|'')*'|[^']+/g, (part) => (part.startsWith("'") ? part : part.toUpperCase()));

const precision = ({ args }: Type) => Number(args[0] ?? 0);

const same = (from: Type, to: Type): Fit =>
  from.name === to.name && from.args.join() === to.args.join() && from.isUnsigned === to.isUnsigned ? 'fits' : 'cut';

function intoText(from: Type, to: Type): Fit {
  // CHAR gives back no blanks at the end.
  if (isPlainText(from))
    return to.name === 'CHAR' && from.name !== 'CHAR' ? 'cut' : bytes(to) >= bytes(from) ? 'fits' : 'refused';
  if (from.name === 'JSON') return bytes(to) >= bytes(from) ? 'fits' : 'refused';
  if (to.name === 'CHAR') return 'cut';
  if (from.name === 'ENUM')
    return bytes(to) >= 4 * Math.max(...from.args.map(({ length }) => length - 2)) ? 'fits' : 'refused';
  const numbers = [...integers, 'DECIMAL', 'DATE', 'DATETIME', 'TIMESTAMP', 'TIME', 'YEAR'];
  return numbers.includes(from.name) && bytes(to) >= 4 * 70 ? 'fits' : numbers.includes(from.name) ? 'refused' : 'cut';
}

function intoInteger(from: Type, to: Type): Fit {
  const [old, now] = [integers.indexOf(from.name), integers.indexOf(to.name)];
  if (old < 0) return from.name === 'YEAR' && now > 0 ? 'fits' : 'cut';
  if (from.isUnsigned === to.isUnsigned) return now >= old ? 'fits' : 'refused';
  return from.isUnsigned && now > old ? 'fits' : 'refused';
}

function intoDecimal(from: Type, to: Type): Fit {
  const of = ({ args }: Type) => [Number(args[0] ?? 10), Number(args[1] ?? 0)] as const;
  const [all, after] = of(to);
  const at = integers.indexOf(from.name);
  const [oldAll, oldAfter] = at >= 0 ? ([digits[at] as number, 0] as const) : of(from);
  if (at < 0 && from.name !== 'DECIMAL') return 'cut';
  if (after < oldAfter) return 'cut';
  const isSigned = !to.isUnsigned || from.isUnsigned;
  return all - after >= oldAll - oldAfter && isSigned ? 'fits' : 'refused';
}
