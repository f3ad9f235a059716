/** Checks that rows break today: taken off the copy before its rows are loaded, and put back after them. */
import { literal, name, type Session } from '../../../../databases/postgresql/session.ts';
import type { Omission } from '../../contract.ts';
import { decisiveLine, isOfContents } from './judge.ts';
import type { Entry } from './toc.ts';

interface Check {
  /** `TABLE public."User"`, `DOMAIN public.email`. */
  readonly owner: string;
  readonly name: string;
  /** `CHECK ((expires > now()))`. */
  readonly definition: string;
  readonly comment: string | null;
}

/** Takes off every check of these tables, those that they inherit included. */
export async function dropTableChecks(session: Session, tables: readonly Entry[]): Promise<Check[]> {
  if (tables.length === 0) return [];
  const pairs = tables.map(({ schema, tag }) => `(${literal(schema)}, ${literal(tag)})`).join(', ');
  const find = `with recursive up(oid) as (
      select c.oid from pg_class c join pg_namespace n on n.oid = relnamespace where (nspname, relname) in (${pairs})
      union select inhparent from pg_inherits join up on inhrelid = up.oid)
    select format('TABLE %I.%I', nspname, relname) as owner, conname as name, pg_get_constraintdef(k.oid) as definition,
      obj_description(k.oid, 'pg_constraint') as comment
    from up join pg_class c using (oid) join pg_namespace n on n.oid = relnamespace join pg_constraint k on conrelid = c.oid
    where contype = 'c' and coninhcount = 0 order by 1, 2`;
  const dropped: Check[] = [];
  // A check that a table has of its own and from a parent as well is its own alone once the parent's is gone.
  for (let found = await dropAll(session, find); found.length > 0; found = await dropAll(session, find)) {
    dropped.push(...found);
  }
  return dropped;
}

/** Takes off every check of a domain that is no extension's. */
export function dropDomainChecks(session: Session): Promise<Check[]> {
  return dropAll(
    session,
    `select format('DOMAIN %I.%I', nspname, typname) as owner, conname as name, pg_get_constraintdef(k.oid) as definition,
      obj_description(k.oid, 'pg_constraint') as comment
    from pg_constraint k join pg_type t on t.oid = contypid join pg_namespace n on n.oid = typnamespace
    where contype = 'c' and nspname !~ '^pg_' and nspname <> 'information_schema'
    and not exists (select from pg_depend where deptype = 'e' and classid = 'pg_type'::regclass and objid = t.oid)
    order by 1, 2`,
  );
}

async function dropAll(session: Session, find: string): Promise<Check[]> {
  const found = (await session.query(find)) as unknown as Check[];
  for (const check of found) await session.query(`ALTER ${check.owner} DROP CONSTRAINT ${name(check.name)}`);
  return found;
}

/** The last that was taken off comes first. What rows break is put back for rows to come alone. */
export async function putBack(session: Session, checks: readonly Check[]): Promise<Omission[]> {
  const omissions: Omission[] = [];
  for (const check of checks.toReversed()) {
    const { owner, definition, comment } = check;
    const add = `ALTER ${owner} ADD CONSTRAINT ${name(check.name)} ${definition}`;
    try {
      await session.query(add);
    } catch (error) {
      if (!isOfContents(error) || / NOT VALID$/.test(definition)) throw error;
      await session.query(`${add} NOT VALID`);
      omissions.push(...(await weakened(session, check, decisiveLine(error))));
    }
    if (comment !== null) {
      const on = owner.replace(/^TABLE /, '');
      await session.query(`COMMENT ON CONSTRAINT ${name(check.name)} ON ${on} IS ${literal(comment)}`);
    }
  }
  return omissions;
}

/** The check itself, and what parts and children have from it. */
async function weakened(session: Session, { owner, name: check }: Check, why: string): Promise<Omission[]> {
  const of = literal(owner.slice(owner.indexOf(' ') + 1));
  const rows = await session.query(
    owner.startsWith('DOMAIN ')
      ? `select ${of} as on`
      : `with recursive down(oid) as (select ${of}::regclass::oid
          union select inhrelid from pg_inherits join down on inhparent = down.oid)
        select format('%I.%I', nspname, relname) as on from down join pg_class c using (oid)
        join pg_namespace n on n.oid = relnamespace join pg_constraint k on conrelid = c.oid
        where contype = 'c' and conname = ${literal(check)} and not convalidated`,
  );
  const [quoted] = await session.query(`select quote_ident(${literal(check)}) as check`);
  return rows.map(({ on }) => ({ kind: 'constraint', name: `${on}.${quoted?.['check']}`, how: 'weaker', why }));
}
