import type { Contents } from '../engines/contract.ts';
import { findDifferences } from './compare.ts';

/** What becomes of the present contents where those of a backup take their place; a line each, empty where both are the same. */
export function describeLoss(then: Contents, now: Contents | undefined): string[] {
  const were = new Map(then.tables.map((table) => [table.name, table]));
  const are = new Map((now?.tables ?? []).map((table) => [table.name, table]));
  const lines: string[] = [];
  for (const table of are.values()) {
    const was = were.get(table.name);
    if (!was) lines.push(`${table.name} goes: it was not there, and holds ${count(table.rows, 'row')} now`);
    else if (was.rows < table.rows)
      lines.push(`${table.name} has ${count(table.rows - was.rows, 'row')} more now: they go`);
    else if (was.rows > table.rows) lines.push(`${table.name} gets ${count(was.rows - table.rows, 'row')} back`);
    else if (was.digest !== table.digest) lines.push(`${table.name} has other contents now: they go`);
  }
  for (const table of were.values()) {
    if (!are.has(table.name)) lines.push(`${table.name} comes back, with ${count(table.rows, 'row')}`);
  }
  const others = countOthers(then, now ?? { tables: [], objects: [] });
  if (others > 0) lines.push(`${count(others, 'other object')} will be as before`);
  return lines;
}

/** Views, indexes, functions and the like that are on one side only, or defined otherwise. */
function countOthers(then: Contents, now: Contents): number {
  return findDifferences({ tables: [], objects: then.objects }, { tables: [], objects: now.objects }).length;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
