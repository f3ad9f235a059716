import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Major, ProjectOptions, ProviderName } from '../support/project.ts';
import { createMariadbDatabase, createPostgresDatabase } from '../support/servers.ts';
import { type Installed, installedProject } from './installed.ts';

export interface Place extends Installed {
  /** As the helpers of the tests read it: for SQLite absolute. */
  readonly url: string;
  /** What a person types to name the database. */
  readonly label: string;
}

/** A project of its own with an empty database of its own; both are gone when the test ends. */
export async function place(major: Major, provider: ProviderName, more: Partial<ProjectOptions> = {}): Promise<Place> {
  if (provider === 'sqlite') {
    const at = installedProject({ major, provider, url: 'file:./dev.db', ...more });
    // Prisma 5 and 6 read it from the schema's folder, 7 from the project's.
    const label = major === 7 ? 'dev.db' : 'prisma/dev.db';
    return { ...at, label, url: `file:${join(at.dir, label)}` };
  }
  const database = await (provider === 'mysql' ? createMariadbDatabase() : createPostgresDatabase());
  onTestFinished(() => database.drop());
  const at = installedProject({ major, provider, url: database.url, ...more });
  return { ...at, label: `${database.name}@localhost:${database.port}`, url: database.url };
}

export const providers = ['sqlite', 'postgresql', 'mysql'] as const;
export const onEach = (majors: readonly Major[]) =>
  majors.flatMap((major) => providers.map((provider) => ({ major, provider })));
