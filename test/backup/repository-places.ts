import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secret } from '../../src/secret.ts';
import type { RepositoryPlace, ResticRepository } from '../../src/types.ts';
import { scratchFolder } from './scratch.ts';

export const repositoryKinds = ['folder', 'restic'] as const;

export type RepositoryKind = (typeof repositoryKinds)[number];

export async function makeRepository(kind: RepositoryKind): Promise<RepositoryPlace> {
  const folder = scratchFolder();
  if (kind === 'restic') return resticPlace(join(folder, 'restic'), folder);
  return join(folder, 'backups');
}

/** `repository`: as restic takes it. */
export function resticPlace(repository: string, folder = scratchFolder()): ResticRepository {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 'restic-s3cret\n', { mode: 0o600 });
  return { kind: 'restic', repository: secret(repository), passwordFile, workshop: join(folder, 'workshop') };
}
