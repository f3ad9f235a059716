import type { BackupEntry } from '../manifest/entry.ts';

/** Those that a person means by an id, or by what stands behind its last `_`. Several where the short form fits several. */
export function entriesNamed(entries: readonly BackupEntry[], word: string): BackupEntry[] {
  const exact = entries.filter((entry) => entry.id === word);
  return exact.length > 0 ? exact : entries.filter((entry) => entry.id.endsWith(`_${word}`));
}

/** A sentence. */
export function severalNamed(named: readonly BackupEntry[], word: string): string {
  const ids = named.map(({ id }) => id).join(', ');
  return `${named.length} backups have an id that ends in "${word}": ${ids}. Name one by its whole id.`;
}
