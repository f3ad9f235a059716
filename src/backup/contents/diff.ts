import type { Contents } from '../engines/contract.ts';
import { type Difference, findDifferences } from './compare.ts';

/** A table of a backup beside that of now. `before`, `now`: rows; undefined where it is not there. */
export interface TableDiff {
  readonly name: string;
  readonly before: number | undefined;
  readonly now: number | undefined;
  readonly same: boolean;
}

export interface ContentsDiff {
  /** Every table of either side, by name. */
  readonly tables: readonly TableDiff[];
  /** Views, indexes, functions, the definitions of tables and the like that differ, each a sentence without a full stop. */
  readonly others: readonly string[];
}

/** `now`: undefined where there is no database, or it cannot be read. */
export function diffContents(then: Contents, now: Contents | undefined): ContentsDiff {
  const present = now ?? { tables: [], objects: [] };
  const rowsIn = ({ tables }: Contents) => new Map(tables.map(({ name, rows }) => [name, rows]));
  const [were, are] = [rowsIn(then), rowsIn(present)];
  const names = [...new Set([...were.keys(), ...are.keys()])].sort();
  const differences = findDifferences(then, present);
  // That a table is missing, or new, is told by its rows.
  const isOfTable = ({ kind, name, how }: Difference) =>
    kind === 'table' && how !== 'definition' && names.includes(name.replaceAll('"', ''));
  const changed = new Set(differences.filter(isOfTable).map(({ name }) => name));
  return {
    tables: names.map((name) => ({ name, before: were.get(name), now: are.get(name), same: !changed.has(name) })),
    others: differences.filter((one) => !isOfTable(one)).map(({ text }) => text),
  };
}
