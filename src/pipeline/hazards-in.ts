import { hazards } from '../../policy/hazards/index.ts';
import type { Rename } from '../sql/renames.ts';
import type { Dialect } from '../sql/script.ts';
import type { HazardInSet } from '../sql/set.ts';
import type { SqlHazard } from '../types.ts';
import { objectName } from './object-name.ts';
import { renamedName, tellRename } from './tell-rename.ts';

/** They are losses, and named as such, or statements that nobody can read. */
const told: readonly string[] = ['DELETES_DATA', 'OVERWRITES_DATA', 'NARROWS_TYPE', 'RUNS_UNSEEN_CODE'];

/**
 * What a set does to those who use the database, each once, in the words of policy/hazards. `correctedBy`: statements in place of a
 * drop and an add, where they are known.
 */
export function hazardsIn(
  seen: readonly HazardInSet[],
  dialect: Dialect,
  correctedBy: (rename: Rename) => readonly string[] | undefined,
): SqlHazard[] {
  const found = new Map<string, SqlHazard>();
  for (const each of seen) {
    const hazard = hazards.find(({ id }) => id === each.id);
    if (hazard === undefined || told.includes(each.id)) continue;
    const what = each.rename ? renamedName(each.rename) : objectName(each.object);
    const key = `${each.id} ${what}`;
    if (found.has(key)) continue;
    const rewrites: Partial<Record<Dialect, string>> = hazard.rewrite;
    const renamed = each.rename && tellRename(each.rename, dialect, correctedBy(each.rename));
    found.set(key, {
      ...{ id: each.id, what, migration: each.migration, line: each.statement.line, effect: hazard.effect },
      rewrite: renamed ?? rewrites[dialect],
    });
  }
  return [...found.values()];
}
