import { countEach, countLimit, type FilledTable } from '../filled-table.ts';
import { literal, name, type Session } from './session.ts';

/** Longer than this no statement may take, in milliseconds: then it is not known. */
const patienceMs = 10_000;

/**
 * Tables with rows in them, whatever their schema. Not those of an extension, which come and go with it, nor what other servers
 * hold. Throws where one cannot be read, also where row security would hide rows.
 */
export async function readFilledTables(session: Session): Promise<FilledTable[]> {
  await session.query(`SET statement_timeout TO ${patienceMs}; SET row_security TO off; BEGIN READ ONLY`);
  const tables = await session.query(`
    SELECT n.nspname AS schema, c.relname AS name
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
        WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid AND d.deptype = 'e')
    ORDER BY 1, 2`);
  return countEach(
    tables,
    ({ schema, name: table }) =>
      `SELECT ${literal(table ?? '')} AS name, (SELECT count(*) FROM
        (SELECT FROM ONLY ${name(schema ?? '')}.${name(table ?? '')} LIMIT ${countLimit}) AS part) AS counted`,
    (sql) => session.query(sql),
  );
}
