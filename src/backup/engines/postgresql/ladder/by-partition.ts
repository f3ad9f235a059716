import { literal, type Session } from '../../../../databases/postgresql/session.ts';
import type { Contents, Omission } from '../../contract.ts';
import { decisiveLine, isOfContents } from './judge.ts';
import type { Made } from './weaken.ts';

/**
 * Before PostgreSQL 18 a partitioned table can have no foreign key that is not validated. Its partitions can: each gets the
 * key, for rows to come alone where its own break it. Undefined where that is not what failed.
 */
export async function byPartition(
  session: Session,
  recorded: Contents,
  made: Made,
  definition: string,
  why: string,
): Promise<Omission[] | undefined> {
  const [, key] = /\n {4}ADD CONSTRAINT .+? (FOREIGN KEY .+);\s*$/s.exec(definition) ?? [];
  if (made.kind !== 'constraint' || key === undefined) return undefined;
  const parts = await session.query(`select format('%I.%I', nspname, relname) as part, isleaf
    from pg_partition_tree(${literal(made.table)}) join pg_class c on c.oid = relid join pg_namespace n on n.oid = relnamespace
    order by level, 1`);
  if (parts.length === 0) return undefined;
  const omissions: Omission[] = [];
  const whole = `constraint ${made.name}`;
  for (const { part, isleaf } of parts) {
    const name = nameIn(recorded, made, part ?? '');
    const omission = { kind: 'constraint', name } as const;
    if (isleaf !== 't') {
      omissions.push({ ...omission, how: 'left-out', why, ...(name !== made.name && { hangsOn: [whole] }) });
      continue;
    }
    const add = `ALTER TABLE ${part} ADD CONSTRAINT ${name.slice((part ?? '').length + 1)} ${key}`;
    try {
      await session.query(add);
    } catch (error) {
      if (!isOfContents(error)) throw error;
      const weaker = await session.query(`${add} NOT VALID`).then(
        () => true,
        () => false,
      );
      omissions.push({ ...omission, how: weaker ? 'weaker' : 'left-out', why: decisiveLine(error), hangsOn: [whole] });
    }
  }
  return omissions;
}

/** From PostgreSQL 18 on the whole can have it, and then its partitions have the same. */
export async function keysBelow(session: Session, made: Made, why: string): Promise<Omission[]> {
  const below = await session.query(`with recursive k(oid, level) as (
      select oid, 0 from pg_constraint where conrelid = ${literal(made.table)}::regclass
        and quote_ident(conname) = ${literal(made.name.slice(made.table.length + 1))}
      union all select c.oid, level + 1 from pg_constraint c join k on c.conparentid = k.oid)
    select format('%I.%I.%I', nspname, relname, conname) as key from k join pg_constraint c using (oid)
    join pg_class r on r.oid = conrelid join pg_namespace n on n.oid = relnamespace
    where level > 0 and not convalidated order by 1`);
  return below.map(({ key }) => ({
    kind: 'constraint',
    name: key ?? '',
    how: 'weaker',
    why,
    hangsOn: [`constraint ${made.name}`],
  }));
}

/** As a partition called the key that it had from the whole: mostly by the same name, and else by one of the same words. */
function nameIn({ objects }: Contents, made: Made, part: string): string {
  const own = `${part}${made.name.slice(made.table.length)}`;
  const constraints = objects.filter(({ kind }) => kind === 'constraint');
  if (constraints.some(({ name }) => name === own)) return own;
  const words = constraints.find(({ name }) => name === made.name)?.detail;
  return constraints.find(({ name, detail }) => name.startsWith(`${part}.`) && detail === words)?.name ?? own;
}
