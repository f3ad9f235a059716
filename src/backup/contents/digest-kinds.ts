import type { Contents } from '../engines/contract.ts';

/** A digest names how it was made: `values:0a1b…`. Empty for one that names nothing. */
export function digestKind(digest: string): string {
  return digest.slice(0, Math.max(0, digest.indexOf(':')));
}

/** Of all tables, so that two contents with the same kinds can be compared. */
export function digestKinds({ tables }: Pick<Contents, 'tables'>): string {
  const kinds = new Set(tables.flatMap(({ digest }) => (digest === undefined ? [] : [digestKind(digest)])));
  return JSON.stringify([...kinds].sort());
}
