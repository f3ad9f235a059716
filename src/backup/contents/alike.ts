/** What says the same of an object in other words, and needs no care. */
import type { Contents } from '../engines/contract.ts';

type Object = Contents['objects'][number];

/** MariaDB makes partitions for history as time goes by; how many there are is no part of what the table is. */
const partitionsSoFar = /(\n PARTITION BY SYSTEM_TIME [^\n]* AUTO)\nPARTITIONS \d+/;

export function isAlike(was: Object, is: Object): boolean {
  if (was.detail === is.detail) return true;
  return was.kind === 'table' && is.kind === 'table' && meaning(was) === meaning(is);
}

function meaning({ detail }: Object): string {
  return detail.replace(partitionsSoFar, '$1');
}

/**
 * Kinds that older backups do not record, and that are there where the definition of their table says so: one that was not
 * there before is no difference, since that definition would be one.
 */
export function isToldByAnother(kind: string): boolean {
  return kind === 'row history';
}
