import type { Pin } from '../repository/write.ts';

/** How long the way back from a migration is kept, in days: what it broke is often seen only after a weekend. */
const days = 7;

/** The commands of Prisma 5 to 8 that migrate, and the methods of its engine that do. */
const migrates =
  /^(migrate (dev|deploy|reset|resolve)|db (push|migrate|update|init)|reset|schemaPush|applyMigrations|markMigration(Applied|RolledBack))$/;

/** The pin of a backup made before that command; undefined where it migrates nothing. */
export function pinBefore(command: string): Pin | undefined {
  return migrates.test(command) ? { days, why: `before ${command}` } : undefined;
}
