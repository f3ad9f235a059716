import type { Host } from '../../host.ts';
import type { RepositoryPlace } from '../../policy/policy.ts';
import type { Repository } from './contract.ts';
import { folderRepository } from './folder.ts';

/** What is not a plain folder is loaded at the call. */
export async function repositoryAt(host: Host, place: RepositoryPlace): Promise<Repository> {
  if (typeof place === 'string') return folderRepository(host, place);
  if (place.kind === 'restic') return (await import('./restic/repository.ts')).resticRepository(host, place);
  return (await import('./age/repository.ts')).encryptedRepository(host, place);
}
