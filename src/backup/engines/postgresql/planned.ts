import type { Row, Session } from '../../../databases/postgresql/session.ts';

/**
 * Runs a query that the server has planned with the search_path of the database, and carries out with an empty one. While
 * it plans, it looks into the expressions of indexes and statistics, whose functions may call others without naming their
 * schema (plancat.c, get_relation_info; clauses.c, inline_function). What is printed meanwhile has its schema. pg_dump
 * copies rows without a plan, so none may fail here. What the path lacks is looked for in every schema. `what` is told where
 * all fails.
 */
export async function planned(session: Session, what: string, sql: string): Promise<Row[]> {
  const attempt = (path: string) =>
    session.query(`SAVEPOINT planning; SET LOCAL search_path TO ${path}; DECLARE reading NO SCROLL CURSOR FOR ${sql};
      SET LOCAL search_path = ''; FETCH ALL FROM reading; CLOSE reading; RELEASE planning`);
  try {
    return await attempt('DEFAULT');
  } catch (error) {
    // Class 42: a name or a call that means nothing there (errcodes.txt).
    if (!String((error as { code?: unknown }).code).startsWith('42')) throw error;
    await session.query('ROLLBACK TO planning');
    return await attempt(await everySchema(session)).catch((cause: Error) => {
      throw new Error(`the rows of ${what} cannot be read by any query: ${cause.message}`, { cause });
    });
  }
}

async function everySchema(session: Session): Promise<string> {
  const [row] =
    await session.query(`select concat_ws(', ', nullif(reset_val, ''), (select string_agg(quote_ident(nspname), ', ')
    from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')) as path
    from pg_settings where name = 'search_path'`);
  return row?.['path'] ?? "''";
}
