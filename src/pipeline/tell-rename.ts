import { keptBy } from '../sql/kept.ts';
import type { Rename } from '../sql/renames.ts';
import type { Dialect } from '../sql/script.ts';
import { columnNames } from './object-name.ts';

/** `column User.name, User.fullName`, `table User, Person`: what goes, then what may be the same. */
export function renamedName({ from, to }: Rename): string {
  const names = [from, ...to.map(({ object }) => object)].map(columnNames);
  return `${from.columns ? 'column' : 'table'} ${names.join(', ')}`;
}

/** What keeps it, as it can be pasted. `statements`: those of a table and its keys, where they are known. Undefined: it cannot be said. */
export function tellRename(rename: Rename, dialect: Dialect, statements?: readonly string[]): string | undefined {
  const [what, holds] = rename.from.columns ? ['column', 'values'] : ['table', 'rows'];
  const kept = statements ?? keptBy(rename, dialect);
  if (kept.length === 0) return undefined;
  const lines = kept.map((each) => `${each};`);
  if (rename.to.length > 1) {
    const names = rename.to.map(({ object }) => columnNames(object)).join(' or ');
    return `If it is the same ${what} as ${names}, one of these in place of both keeps its ${holds}: ${lines.join(' or ')}`;
  }
  const same = `If it is the same ${what} under a new name, this in place of both keeps its ${holds}: ${lines.join(' ')}`;
  return rename.isWhole ? same : `${same} What else differs, \`prisma migrate diff\` shows then.`;
}
