/**
 * Whether the variable's value names every database that would be touched, and no other: exactly, several
 * separated by commas, in any order.
 */
export function isNamedBy(value: string | undefined, labels: readonly string[]): boolean {
  if (value === undefined || labels.length === 0) return false;
  if (labels.length === 1) return value === labels[0];
  const named = value.split(',');
  return named.length === labels.length && labels.every((label) => named.includes(label));
}
