/** A script in which columns that were to be dropped and added are renamed. */
import type { Edit } from './edit.ts';
import { quoted, renamedColumn } from './kept.ts';
import { nameIn, namePattern, partsOf, pathPattern } from './parts.ts';
import type { Rename } from './renames.ts';
import type { Dialect, SqlStatement } from './script.ts';

/** Undefined where one of the statements is not of the form that Prisma writes. `statements`: of the one script. */
export function correctColumns(
  dialect: Dialect,
  statements: readonly SqlStatement[],
  renames: readonly Rename[],
): Edit[] | undefined {
  const copied = renames.filter(({ statement }) => /^drop\s+table\b/i.test(statement.text));
  const altered = renames.filter((each) => !copied.includes(each));
  const edits = [...copiesOf(dialect, statements, copied), ...alterationsOf(dialect, statements, altered)];
  return edits.some((each) => each === undefined) ? undefined : edits.filter((each) => each !== undefined);
}

const namesOf = ({ from, to }: Rename): readonly [from: string, to: string] => [
  from.columns?.[0] ?? '',
  to[0]?.object.columns?.[0] ?? '',
];

const alterPattern = new RegExp(`^alter\\s+table\\s+(?:only\\s+|if\\s+exists\\s+)*(${pathPattern})\\s+(.*)$`, 'is');
const dropPattern = new RegExp(`^drop\\s+(?:column\\s+)?(${namePattern})(?:\\s+restrict)?$`, 'is');
const addPattern = new RegExp(`^add\\s+(?:column\\s+)?(${namePattern})\\s`, 'is');

/** ALTER TABLE … DROP COLUMN …, ADD COLUMN …: in one statement or in two. */
function alterationsOf(
  dialect: Dialect,
  statements: readonly SqlStatement[],
  renames: readonly Rename[],
): (Edit | undefined)[] {
  const places = (each: Rename) => [each.statement, each.to[0]?.statement];
  const touched = statements.filter((statement) => renames.some((each) => places(each).includes(statement)));
  return touched.map((statement) => {
    const [, table, rest] = alterPattern.exec(statement.text) ?? [];
    const clauses = rest === undefined ? undefined : partsOf(rest);
    if (table === undefined || clauses === undefined) return undefined;
    const drops = renames.filter((each) => each.statement === statement).map((each) => namesOf(each)[0]);
    const adds = renames.filter((each) => each.to[0]?.statement === statement).map((each) => namesOf(each)[1]);
    const isMeant = (clause: string, pattern: RegExp, names: readonly string[]) =>
      names.includes(nameIn(pattern.exec(clause)?.[1] ?? ''));
    const left = clauses.filter((each) => !isMeant(each, dropPattern, drops) && !isMeant(each, addPattern, adds));
    if (clauses.length - left.length !== drops.length + adds.length) return undefined;
    // Whichever of both comes first.
    const here = renames.filter((each) => firstOf(statements, places(each)) === statement);
    const by = here.map((each) => renamedColumn(dialect, table, ...namesOf(each)));
    return { statement, by: left.length === 0 ? by : [...by, `ALTER TABLE ${table} ${left.join(',\n')}`] };
  });
}

const firstOf = (statements: readonly SqlStatement[], some: readonly (SqlStatement | undefined)[]) =>
  statements.find((each) => some.includes(each));

const copyPattern = new RegExp(
  `^(insert\\s+into\\s+(${pathPattern})\\s*)\\(([^()]*)\\)\\s*select\\s+(.*)\\sfrom\\s+(${pathPattern})$`,
  'is',
);

/** SQLite: INSERT INTO "new_User" (…) SELECT … FROM "User". */
function copiesOf(
  dialect: Dialect,
  statements: readonly SqlStatement[],
  renames: readonly Rename[],
): (Edit | undefined)[] {
  const dropped = [...new Set(renames.map(({ statement }) => statement))];
  return dropped.map((drop) => {
    const own = renames.filter(({ statement }) => statement === drop);
    const table = own[0]?.from.name.at(-1);
    const copies = statements.flatMap((statement) => {
      const parts = copyPattern.exec(statement.text);
      return parts && nameIn(parts[5] ?? '') === table ? [{ statement, parts }] : [];
    });
    const [copy, ...more] = copies;
    if (copy === undefined || more.length > 0) return undefined;
    const [, head = '', , columns = '', values = '', source = ''] = copy.parts;
    const names = own.map(namesOf);
    const into = [...(partsOf(columns) ?? []), ...names.map(([, to]) => quoted(dialect, to))];
    const out = [...(partsOf(values) ?? []), ...names.map(([from]) => quoted(dialect, from))];
    if (into.length !== out.length || into.length === names.length) return undefined;
    return { statement: copy.statement, by: [`${head}(${into.join(', ')}) SELECT ${out.join(', ')} FROM ${source}`] };
  });
}
