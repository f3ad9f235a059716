import { isProtected } from '../../policy/matrix.ts';
import type { Filled } from '../target/filled.ts';
import type { Evidence, ShadowFinding } from '../types.ts';

/** As many rows as Prisma itself takes for a leftover of its own (prisma-engines 5851 to 5853). */
const leftoverRows = 1000;

export interface SeenShadow {
  readonly label: string;
  /** Whether it is the main database, by whatever name. `schema`: that database, and another schema in it. */
  readonly isMain: 'no' | 'schema' | 'yes';
  readonly filled: Filled;
  /** What its place, its names, the policy and whatever was declared of it say of this database alone, without variables. */
  readonly evidence: readonly Evidence[];
  /** Lower-case names of the tables that the migrations write rows of their own into. */
  readonly written: readonly string[];
}

/**
 * What emptying a shadow database would cost, whatever it is called. Empty, it costs nothing, wherever it is: a look at rows is
 * worth more than a guess by names. What somebody has declared counts more than both.
 */
export function judgeShadow({ label, isMain, filled, evidence, written }: SeenShadow): ShadowFinding {
  if (isMain === 'yes') return refused('The shadow database is the database itself, so all its data would go.');
  const declared = evidence.find(({ from, says }) => isProtected(says) && !guesses.test(from));
  if (declared) return refused(`It would empty ${label} as its shadow database. ${declared.why}`);
  if (filled.kind === 'missing') return harmless(`The shadow database ${label} is not there yet.`);
  if (filled.kind === 'read' && filled.tables.length === 0) {
    return harmless(`The shadow database ${label} holds no rows.`);
  }
  const holds = `The shadow database ${label} ${contentsOf(filled)}, and would be emptied.`;
  const guessed = evidence.find(({ says }) => isProtected(says));
  if (guessed) return refused(`${holds} ${guessed.why}`);
  if (isMain === 'schema') return filledWith(`${holds} It is a schema of the main database.`);
  if (isLeftover(filled, written)) {
    return harmless(`The shadow database ${label} holds nothing but rows that the migrations write.`);
  }
  return filledWith(holds);
}

/** What was read out of the address; everything else was said by somebody, or is remembered. */
const guesses = /^(host|signs)$| name$/;

/**
 * What the last replay left: some rows, in tables that the migrations fill by themselves. A database that Prisma has migrated has
 * its history in it, which a replay never writes.
 */
function isLeftover(filled: Filled, written: readonly string[]): boolean {
  if (filled.kind !== 'read') return false;
  const rows = filled.tables.reduce((sum, table) => sum + table.rows, 0);
  return rows <= leftoverRows && filled.tables.every(({ name }) => written.includes(name.toLowerCase()));
}

function contentsOf(filled: Filled): string {
  if (filled.kind !== 'read') {
    return filled.kind === 'unread' ? `could not be looked into (${filled.why}), so it may hold rows` : 'is not there';
  }
  const names = filled.tables.map(({ name }) => name);
  const shown = names.slice(0, 3).join(', ');
  return `holds rows, in ${shown}${names.length > 3 ? ` and ${names.length - 3} more tables` : ''}`;
}

const refused = (why: string): ShadowFinding => ({ kind: 'refused', why });
const harmless = (why: string): ShadowFinding => ({ kind: 'harmless', why });
const filledWith = (why: string): ShadowFinding => ({ kind: 'filled', why });
