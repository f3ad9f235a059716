import path from 'node:path';
import { secret } from '../secrets/secret.ts';
import type { RepositoryPlace } from './policy.ts';
import type { PolicyFile } from './schema.ts';

type Named = NonNullable<NonNullable<PolicyFile['backup']>['repository']>;

/** `folder`: where the relative paths of the file that names it start. `staging`: see `RepositoryPlace`. */
export function placeOf(named: Named, folder: string, staging: string): RepositoryPlace {
  if (typeof named === 'string') return path.resolve(folder, named);
  if (named.kind === 'restic') {
    const { repository } = named;
    // `rest:`, `s3:`; one letter is a drive of Windows.
    const isFolder = !/^[a-z][a-z0-9]+:/i.test(repository);
    return {
      kind: 'restic',
      repository: secret(isFolder ? path.resolve(folder, repository) : repository),
      passwordFile: path.resolve(folder, named.passwordFile),
      ...(named.deltas && { deltas: true }),
      staging,
    };
  }
  if (!named.encryptTo) return path.resolve(folder, named.path);
  return {
    kind: 'folder',
    path: path.resolve(folder, named.path),
    encryptTo: named.encryptTo,
    identityFile: named.identityFile === undefined ? undefined : path.resolve(folder, named.identityFile),
    staging,
  };
}
