import { InterlockError } from '../../errors/interlock-error.ts';

/**
 * Throws `restore-refused` where the columns of the two sides, each with its type, are not the same, whatever their order;
 * `now` is empty where there is no such table.
 */
export function columnsDiffer(table: string, then: readonly string[], now: readonly string[]): void {
  const gone = then.filter((column) => !now.includes(column));
  const added = now.filter((column) => !then.includes(column));
  if (gone.length === 0 && added.length === 0) return;
  const parts = [
    ...(gone.length > 0 ? [`the backup has ${gone.join(', ')}`] : []),
    ...(added.length > 0 ? [`now there is ${added.join(', ')}`] : []),
  ];
  throw new InterlockError('restore-refused', {
    why:
      now.length === 0
        ? `The table ${table} is not there now, so there is nothing to put its rows into.`
        : `The columns of ${table} are not those of the backup: ${parts.join('; ')}.`,
    next: ['Restore it beside, under another name, and take from it what is wanted: the same line without --in-place.'],
  });
}
