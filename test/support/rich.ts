import { readFileSync } from 'node:fs';
import { fixturePath } from './fixtures.ts';
import type { ProviderName } from './project-files.ts';
import { withDatabase } from './sql.ts';

/** SQL that makes one of everything a database of that kind can hold; fit to be a migration of Prisma. */
export const richMigration = (provider: ProviderName): string =>
  readFileSync(fixturePath('rich', provider, 'migration.sql'), 'utf8');

/** Rows for it: NULLs, empty text, binary, JSON, 4-byte text, the largest numbers, sequences moved on. */
export const richSeed = (provider: ProviderName): string =>
  readFileSync(fixturePath('rich', provider, 'seed.sql'), 'utf8');

export async function loadRich(provider: ProviderName, url: string): Promise<void> {
  await withDatabase(provider, url, async (database) => {
    await database.run(richMigration(provider));
    await database.run(richSeed(provider));
  });
}
