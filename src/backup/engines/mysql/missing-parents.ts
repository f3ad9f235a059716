/**
 * Foreign keys that point to a table that is not there, as the server lets them be made while it does not check keys. Where
 * their own table is moved into another schema they would go on pointing into the one that it came from. So the table that
 * is missing is made for the time of the move, empty, and moves along.
 */
import { literal, name, type Session } from '../../../databases/mysql/session.ts';

const mark = 'prisma-interlock: only until a restore is done';

interface Reference {
  readonly parent: string;
  readonly key: string;
  readonly column: string;
  readonly type: string;
}

/** Gives their names. */
export async function makeMissingParents(session: Session, schema: string): Promise<string[]> {
  const parents = groupBy(await listReferences(session, schema), 'parent');
  await session.query('SET SESSION foreign_key_checks = 0');
  try {
    for (const [parent, references] of parents) {
      const columns = new Map(references.map(({ column, type }) => [column, `${name(column)} ${type}`]));
      const keys = groupBy(references, 'key').values();
      // MySQL 9 takes no other key for one that is referred to.
      const uniques = [...keys].map((parts) => `UNIQUE KEY (${parts.map(({ column }) => name(column)).join(', ')})`);
      const parts = [...columns.values(), ...new Set(uniques)].join(', ');
      await session.query(
        `CREATE TABLE ${name(schema)}.${name(parent)} (${parts}) ENGINE=InnoDB COMMENT=${literal(mark)}`,
      );
    }
  } finally {
    await session.query('SET SESSION foreign_key_checks = 1');
  }
  return [...parents.keys()];
}

function groupBy(references: readonly Reference[], by: 'parent' | 'key'): Map<string, Reference[]> {
  const groups = new Map<string, Reference[]>();
  for (const reference of references) groups.set(reference[by], [...(groups.get(reference[by]) ?? []), reference]);
  return groups;
}

async function listReferences(session: Session, schema: string): Promise<Reference[]> {
  const rows =
    await session.query(`select k.referenced_table_name as parent, concat(k.table_name, '/', k.constraint_name) as foreign_key,
      k.referenced_column_name as column_there, c.column_type as column_kind, c.character_set_name as charset, c.collation_name as collation
    from information_schema.key_column_usage k join information_schema.columns c
      on c.table_schema = k.table_schema and c.table_name = k.table_name and c.column_name = k.column_name
    where k.table_schema = ${literal(schema)} and k.referenced_table_schema = ${literal(schema)} and k.referenced_table_name not in
      (select table_name from information_schema.tables where table_schema = ${literal(schema)})
    order by 1, 2, k.ordinal_position`);
  return rows.map((row) => {
    const texts = row['charset'] ? ` CHARACTER SET ${row['charset']} COLLATE ${row['collation']}` : '';
    return {
      parent: row['parent'] ?? '',
      key: row['foreign_key'] ?? '',
      column: row['column_there'] ?? '',
      type: `${row['column_kind']}${texts}`,
    };
  });
}

/** Statements that take them away in the schema that they run in; one of that name that is somebody else's stays. */
export function dropMissingParents(parents: readonly string[]): Buffer {
  if (parents.length === 0) return Buffer.alloc(0);
  const drops = parents.flatMap((parent) => [
    `SET @prisma_interlock = (SELECT IF(COUNT(*) = 1, ${literal(`DROP TABLE ${name(parent)}`)}, 'DO 0') FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name = ${literal(parent)} AND table_comment = ${literal(mark)})`,
    'PREPARE prisma_interlock FROM @prisma_interlock',
    'EXECUTE prisma_interlock',
    'DEALLOCATE PREPARE prisma_interlock',
  ]);
  const all = ['SET SESSION foreign_key_checks = 0', ...drops, 'SET SESSION foreign_key_checks = 1'];
  return Buffer.from(all.map((statement) => `${statement};\n`).join(''));
}
