/** A script in which a table that was to be dropped and made is renamed, and its keys with it. */
import type { Edit } from './edit.ts';
import { type Key, pathOf, quoted, renamedTable } from './kept.ts';
import { nameIn, namePattern, partsOf, pathPattern } from './parts.ts';
import type { Rename } from './renames.ts';
import type { Dialect, SqlObject, SqlStatement } from './script.ts';

const dropPattern = new RegExp(`^drop\\s+table\\s+(?:if\\s+exists\\s+)?${pathPattern}(?:\\s+restrict)?$`, 'i');
const createPattern = new RegExp(`^create\\s+table\\s+${pathPattern}\\s*\\((.*)\\)[^()]*$`, 'is');
const indexPattern = new RegExp(
  `^create\\s+(unique\\s+)?index\\s+(${namePattern})\\s+on\\s+(${pathPattern})\\s*\\((.*)\\)$`,
  'is',
);
const ownIndexPattern = new RegExp(`^(unique\\s+)?(?:index|key)\\s+(${namePattern})\\s*\\((.*)\\)$`, 'is');
const primaryPattern = new RegExp(`^constraint\\s+(${namePattern})\\s+primary\\s+key\\b`, 'is');

/** Undefined where one of the statements is not of the form that Prisma writes. `keys`: that the table has now. */
export function correctTable(
  dialect: Dialect,
  statements: readonly SqlStatement[],
  { from, to, statement: drop }: Rename,
  keys: readonly Key[],
): Edit[] | undefined {
  const create = to[0]?.statement;
  const object = to[0]?.object;
  const renamed = object && renamedTable(dialect, from, object);
  const body = partsOf(createPattern.exec(create?.text ?? '')?.[1] ?? '(');
  if (create === undefined || renamed === undefined || body === undefined || !dropPattern.test(drop.text))
    return undefined;
  const table = pathOf(dialect, object?.name ?? []);
  const [first, second] = statements.indexOf(drop) < statements.indexOf(create) ? [drop, create] : [create, drop];
  // Under its old name it is not there any more.
  const between = statements.slice(statements.indexOf(first) + 1, statements.indexOf(second));
  if (between.some((each) => touches(each, from))) return undefined;
  const left = keys.filter(({ name }) => !statements.some((each) => removes(each, name)));
  const take = (kind: Key['kind'], columns: readonly string[] | undefined) =>
    left.find((key) => key.kind === kind && columns !== undefined && key.columns.join('\0') === columns.join('\0'));
  const by = [renamed, ...ownKeys(dialect, table, body, left, take)];
  return [
    { statement: first, by, heading: 'RenameTable' },
    { statement: second, by: [] },
    ...statements.flatMap((statement) => {
      const [, unique, name = '', on = '', list = ''] = indexPattern.exec(statement.text) ?? [];
      if (nameIn(on.split('.').at(-1)?.trim() ?? '') !== object?.name.at(-1)) return [];
      const old = take(unique ? 'unique' : 'plain', columnsIn(list));
      if (old === undefined || old.name === nameIn(name)) return [];
      return [indexEdit(dialect, { statement, table, old: old.name, name: nameIn(name) })];
    }),
  ];
}

const touches = ({ effects }: SqlStatement, { name }: SqlObject) =>
  effects.some(({ object }) => name.every((part, at) => object.name[at] === part));

const removes = ({ effects }: SqlStatement, name: string) =>
  effects.some(({ deed, object }) => deed === 'removes' && object.name.at(-1) === name && object.type !== 'table');

function indexEdit(
  dialect: Dialect,
  { statement, table, old, name }: { statement: SqlStatement; table: string; old: string; name: string },
): Edit {
  const [before, now] = [quoted(dialect, old), quoted(dialect, name)];
  switch (dialect) {
    case 'postgresql': {
      // An index lies where its table does.
      const space = table.includes('.') ? table.slice(0, table.lastIndexOf('.') + 1) : '';
      return { statement, by: [`ALTER INDEX ${space}${before} RENAME TO ${now}`], heading: 'RenameIndex' };
    }
    case 'mysql':
      return { statement, by: [`ALTER TABLE ${table} RENAME INDEX ${before} TO ${now}`], heading: 'RenameIndex' };
    case 'sqlite':
      return { statement, by: [`DROP INDEX ${before}`, statement.text] };
  }
}

/** Of those that the definition of the table itself names. */
function ownKeys(
  dialect: Dialect,
  table: string,
  body: readonly string[],
  keys: readonly Key[],
  take: (kind: Key['kind'], columns: readonly string[] | undefined) => Key | undefined,
): string[] {
  if (dialect === 'sqlite') return [];
  return body.flatMap((item) => {
    const primary = primaryPattern.exec(item)?.[1];
    const old = keys.find(({ kind }) => kind === 'primary')?.name;
    if (primary !== undefined && dialect === 'postgresql' && old !== undefined && old !== nameIn(primary))
      return `ALTER TABLE ${table} RENAME CONSTRAINT ${quoted(dialect, old)} TO ${primary}`;
    const [, unique, name, list = ''] = ownIndexPattern.exec(item) ?? [];
    if (name === undefined || dialect !== 'mysql') return [];
    const same = take(unique ? 'unique' : 'plain', columnsIn(list));
    if (same === undefined) return `CREATE ${unique ? 'UNIQUE ' : ''}INDEX ${name} ON ${table}(${list})`;
    return same.name === nameIn(name)
      ? []
      : `ALTER TABLE ${table} RENAME INDEX ${quoted(dialect, same.name)} TO ${name}`;
  });
}

/** Names alone: with an order, a length or an operator it is another index. */
function columnsIn(list: string): string[] | undefined {
  const parts = partsOf(list);
  const plain = new RegExp(`^${namePattern}$`);
  return parts?.every((part) => plain.test(part)) ? parts.map(nameIn) : undefined;
}
