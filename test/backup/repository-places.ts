import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { secret } from '../../src/secret.ts';
import type { EncryptedFolder, RepositoryPlace, ResticRepository } from '../../src/types.ts';
import { scratchFolder } from './scratch.ts';

export const repositoryKinds = ['folder', 'encrypted folder', 'restic'] as const;

export type RepositoryKind = (typeof repositoryKinds)[number];

export async function makeRepository(kind: RepositoryKind): Promise<RepositoryPlace> {
  const folder = scratchFolder();
  if (kind === 'restic') return resticPlace(join(folder, 'restic'), folder);
  return kind === 'encrypted folder' ? encryptedPlace(folder) : join(folder, 'backups');
}

/** `repository`: as restic takes it. */
export function resticPlace(repository: string, folder = scratchFolder()): ResticRepository {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, 'restic-s3cret\n', { mode: 0o600 });
  return { kind: 'restic', repository: secret(repository), passwordFile, workshop: join(folder, 'workshop') };
}

/** With its key beside. */
export async function encryptedPlace(folder = scratchFolder()): Promise<EncryptedFolder> {
  const identity = await generateX25519Identity();
  const identityFile = join(folder, 'key.txt');
  writeFileSync(identityFile, `# made for a test\n${identity}\n`, { mode: 0o600 });
  const encryptTo = [await identityToRecipient(identity)];
  return { kind: 'folder', path: join(folder, 'backups'), encryptTo, identityFile, workshop: join(folder, 'workshop') };
}
