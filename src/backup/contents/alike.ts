/** What says the same of an object in other words, and needs no care. */
import type { Contents } from '../engines/contract.ts';
import { isSameButForSchema } from '../engines/mysql/own-names.ts';

type Object = Contents['objects'][number];

/** MariaDB makes partitions for history as time goes by; how many there are is no part of what the table is. */
const partitionsSoFar = /(\n PARTITION BY SYSTEM_TIME [^\n]* AUTO)\nPARTITIONS \d+/;

/**
 * Of a column as MySQL shows it from 8.0 on: the collation of the table's default is named alone, and once the column was made
 * by what is shown, with its character set, which is the first word of the collation's name.
 */
const collationAlone = /^( {2}`(?:[^`]|``)*` \w+(?:\((?:[^')]|'(?:[^']|'')*')*\))?) COLLATE ([^\W_]+)(?=_)/gm;

export function isAlike(was: Object, is: Object): boolean {
  if (was.detail === is.detail) return true;
  if (was.kind !== is.kind || !namesItsSchema.includes(was.kind)) return false;
  return meaningOf(was) === meaningOf(is) || isSameButForSchema(meaningOf(was), meaningOf(is));
}

/** Kinds that MariaDB and MySQL print with the name of their schema, and that older backups recorded so. */
const namesItsSchema = ['table', 'view', 'trigger'];

/** The definition in the words that stand for all that say the same. */
export function meaningOf({ kind, detail }: Object): string {
  if (kind !== 'table') return detail;
  return detail.replace(partitionsSoFar, '$1').replace(collationAlone, '$1 CHARACTER SET $2 COLLATE $2');
}

/**
 * Kinds that older backups do not record, and that are there where the definition of their table says so: one that was not
 * there before is no difference, since that definition would be one.
 */
export function isToldByAnother(kind: string): boolean {
  return kind === 'row history';
}
