/**
 * The stamp of a PostgreSQL database: the comment of a schema of its own, which holds nothing. Prisma looks at the schemas that
 * its datamodel names and at no other, and a reset drops those alone (prisma-engines, flavour/postgres, `reset`). Every role may
 * read a comment, pg_dump takes it along, and a base backup has it.
 */
import type { Stamp } from '../../types.ts';
import { readStampText, stampText } from '../stamp-text.ts';
import { literal, name, type Session } from './session.ts';

/** No backup counts it as contents, so a stamp is no difference. */
export const stampSchema = 'prisma_interlock';

/** Of the statement that looks at a database: text, or null where there is none. */
export const stampColumn = `obj_description(to_regnamespace('${stampSchema}')::oid, 'pg_namespace')`;

/** `text`: the value of `stampColumn`. */
export function readStamp(text: string | null | undefined): Stamp | 'none' {
  return text === null || text === undefined ? 'none' : readStampText(text);
}

/** In the session's database. Throws what the server says. */
export async function writeStamp(session: Session, stamp: Stamp): Promise<void> {
  await inWriting(session, async () => {
    // Whoever may not make a schema may still own this one.
    if (!(await isThere(session))) await session.query(`CREATE SCHEMA ${name(stampSchema)}`);
    await session.query(`COMMENT ON SCHEMA ${name(stampSchema)} IS ${literal(stampText(stamp))}`);
  });
}

/** A schema in which somebody has put something stays, without the stamp. */
export async function removeStamp(session: Session): Promise<void> {
  await inWriting(session, async () => {
    if (!(await isThere(session))) return;
    const [used] = await session.query(
      `select exists (select from pg_depend where refclassid = 'pg_namespace'::regclass and deptype = 'n'
        and refobjid = to_regnamespace('${stampSchema}')::oid) as used`,
    );
    const drop = `DROP SCHEMA ${name(stampSchema)}`;
    await session.query(used?.['used'] === 't' ? `COMMENT ON SCHEMA ${name(stampSchema)} IS NULL` : drop);
  });
}

async function isThere(session: Session): Promise<boolean> {
  const [row] = await session.query(`select to_regnamespace('${stampSchema}') is not null as there`);
  return row?.['there'] === 't';
}

/** A role, or the database, may be read-only by default. */
async function inWriting(session: Session, work: () => Promise<void>): Promise<void> {
  await session.query('BEGIN READ WRITE');
  try {
    await work();
    await session.query('COMMIT');
  } catch (error) {
    await session.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
