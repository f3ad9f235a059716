import { literal, name, type Row, type Session } from '../../../databases/mysql/session.ts';
import { withoutOwnSchema } from './own-names.ts';

/** ER_NO_SUCH_USER: the definer is gone. */
export const noSuchUser = 1449;

/** ER_VIEW_INVALID: MySQL 5.6 says it where others give a warning. */
const invalidView = 1356;

/**
 * What SHOW CREATE VIEW says, its own schema's name taken out. That fails where a function of the view has a definer who is
 * gone; information_schema tells the same then, in MySQL without the algorithm. `needsCare`: `1` where one of both is so.
 */
export async function showView(session: Session, schema: string, view: string): Promise<Row> {
  const row = await session
    .query(`show create view ${name(schema)}.${name(view)}`)
    .then(([shown]) => shown ?? {})
    .catch(async (error) => {
      const told = isToldElsewhere(error) ? await toldBySchema(session, schema, view) : undefined;
      if (!told) throw new Error(`the view ${view} cannot be read: ${error.message}`, { cause: error });
      return told;
    });
  const text = row['Create View'] ?? '';
  const own = withoutSchema(text, schema);
  return { needsCare: own === text ? '0' : '1', ...row, 'Create View': withoutOwnSchema(own, schema) };
}

const isToldElsewhere = ({ errno }: { errno?: number }) => errno === noSuchUser || errno === invalidView;

/** Undefined where the text is not told to this user. */
async function toldBySchema(session: Session, schema: string, view: string): Promise<Row | undefined> {
  const [row = {}] = await session.query(`select * from information_schema.views
    where table_schema = ${literal(schema)} and table_name = ${literal(view)}`);
  if (!row['VIEW_DEFINITION']) return undefined;
  const definer = row['DEFINER'] ?? '';
  const at = definer.lastIndexOf('@');
  const who = `${name(definer.slice(0, at))}@${name(definer.slice(at + 1))}`;
  const check = row['CHECK_OPTION'] === 'NONE' ? '' : ` WITH ${row['CHECK_OPTION']} CHECK OPTION`;
  const query = withoutSchema(row['VIEW_DEFINITION'] ?? '', schema, 1);
  return {
    needsCare: '1',
    'Create View': `CREATE ALGORITHM=${row['ALGORITHM'] ?? 'UNDEFINED'} DEFINER=${who} SQL SECURITY ${row['SECURITY_TYPE']} VIEW ${name(view)} AS ${query}${check}`,
    character_set_client: row['CHARACTER_SET_CLIENT'] ?? null,
    collation_connection: row['COLLATION_CONNECTION'] ?? null,
  };
}

const identifier = '`(?:[^`]|``)*`';

/**
 * MariaDB writes columns with the schema's name before them where it cannot open the view. `after`: how many names follow
 * at least, so that a table of the schema's name is not taken for it.
 */
export function withoutSchema(text: string, schema: string, after: 1 | 2 = 2): string {
  const own = `${name(schema)}.`;
  const token = new RegExp(
    `'(?:[^'\\\\]|\\\\[^]|'')*'|${identifier}(?:\\.${identifier}){${after},2}|${identifier}`,
    'g',
  );
  const longEnough = (found: string) => found.replace(/`(?:[^`]|``)*`/g, '').length >= after;
  return text.replace(token, (found) => (found.startsWith(own) && longEnough(found) ? found.slice(own.length) : found));
}
