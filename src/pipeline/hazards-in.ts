import { hazards } from '../../policy/hazards/index.ts';
import type { Dialect } from '../sql/script.ts';
import type { HazardInSet, SetReading } from '../sql/set.ts';
import type { SqlHazard } from '../types.ts';
import { objectName } from './object-name.ts';

/** They are losses, and named as such, or statements that nobody can read. */
const told: readonly string[] = ['DELETES_DATA', 'OVERWRITES_DATA', 'NARROWS_TYPE', 'RUNS_UNSEEN_CODE'];

/** What a set does to those who use the database, each once, in the words of policy/hazards. */
export function hazardsIn({ hazards: seen }: SetReading, dialect: Dialect): SqlHazard[] {
  const found = new Map<string, SqlHazard>();
  for (const each of seen) {
    const hazard = hazards.find(({ id }) => id === each.id);
    if (hazard === undefined || told.includes(each.id)) continue;
    const what = objectName(each.object);
    const key = `${each.id} ${what}`;
    if (found.has(key)) continue;
    const rewrites: Partial<Record<Dialect, string>> = hazard.rewrite;
    found.set(key, {
      ...{ id: each.id, what, migration: each.migration, line: each.statement.line, effect: hazard.effect },
      rewrite: renaming(each, dialect) ?? rewrites[dialect],
    });
  }
  return [...found.values()];
}

/** The statement that keeps the values, as it can be pasted; its columns are the one that goes and the one that comes. */
function renaming({ id, object: { name, columns } }: HazardInSet, dialect: Dialect): string | undefined {
  const [from, to, ...more] = columns ?? [];
  if (id !== 'RENAME_AS_DROP' || from === undefined || to === undefined || more.length > 0) return undefined;
  const quoted = (text: string) =>
    dialect === 'mysql' ? `\`${text.replaceAll('`', '``')}\`` : `"${text.replaceAll('"', '""')}"`;
  const table = name.map(quoted).join('.');
  return `If it is the same column under a new name, this in place of both keeps its values: ALTER TABLE ${table} RENAME COLUMN ${quoted(from)} TO ${quoted(to)};`;
}
