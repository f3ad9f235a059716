import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Of a backup's folder, sorted. */
export function filesUnder(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
}

/** `damage`: as the tests name it. */
export function spoil(file: string, damage: string): void {
  const { size } = statSync(file);
  if (damage === 'cut off') truncateSync(file, size - 20);
  if (damage === 'empty') truncateSync(file, 0);
  if (damage === 'of zeros') writeFileSync(file, Buffer.alloc(size));
  if (damage !== 'changed in its middle') return;
  const bytes = readFileSync(file);
  for (let at = Math.floor(size * 0.4); at < size * 0.6; at++) bytes[at] = (bytes[at] ?? 0) ^ 0x5a;
  writeFileSync(file, bytes);
}
