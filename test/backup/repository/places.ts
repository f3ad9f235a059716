import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { EncryptedFolder, RepositoryPlace, ResticRepository } from '../../../src/policy/policy.ts';
import { secret } from '../../../src/secrets/secret.ts';
import { installRestic } from '../../support/restic.ts';
import { quickenKey } from '../../support/restic-key.ts';
import { scratchFolder } from '../engines/scratch.ts';

export const repositoryKinds = ['folder', 'encrypted folder', 'restic'] as const;

export type RepositoryKind = (typeof repositoryKinds)[number];

const resticPassword = 'restic-s3cret';
let template: Promise<string> | undefined;

/** One of restic's has been initialised; the others are not there yet. */
export async function makeRepository(kind: RepositoryKind): Promise<RepositoryPlace> {
  if (kind === 'restic') return madeRestic();
  const folder = scratchFolder();
  return kind === 'encrypted folder' ? encryptedPlace(folder) : join(folder, 'backups');
}

/** A copy of one that was initialised once. */
export async function madeRestic(folder = scratchFolder()): Promise<ResticRepository> {
  template ??= makeTemplate();
  cpSync(await template, join(folder, 'restic'), { recursive: true });
  return resticPlace(join(folder, 'restic'), folder);
}

/** `repository`: as restic takes it. It need not be there. */
export function resticPlace(repository: string, folder = scratchFolder()): ResticRepository {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${resticPassword}\n`, { mode: 0o600 });
  return { kind: 'restic', repository: secret(repository), passwordFile, staging: join(folder, 'staging') };
}

/** With its key beside. */
export async function encryptedPlace(folder = scratchFolder()): Promise<EncryptedFolder> {
  const identity = await generateX25519Identity();
  const identityFile = join(folder, 'key.txt');
  writeFileSync(identityFile, `# made for a test\n${identity}\n`, { mode: 0o600 });
  const encryptTo = [await identityToRecipient(identity)];
  return { kind: 'folder', path: join(folder, 'backups'), encryptTo, identityFile, staging: join(folder, 'staging') };
}

/** restic itself, with the password of these tests. Gives what it prints. */
export function runRestic(repository: string, ...args: string[]): string {
  const env = { ...process.env, RESTIC_PASSWORD: resticPassword };
  const words = ['--no-cache', '-r', repository, ...args];
  const { stdout, stderr, status } = spawnSync('restic', words, { env, encoding: 'utf8', cwd: tmpdir() });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

async function makeTemplate(): Promise<string> {
  await installRestic();
  const folder = mkdtempSync(join(tmpdir(), 'interlock-restic-'));
  // Files share a worker, and the template with it.
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  runRestic(folder, 'init', '--quiet');
  quickenKey(folder, resticPassword, JSON.parse(runRestic(folder, 'cat', 'masterkey')));
  return folder;
}
