import { InterlockError } from '../../errors/interlock-error.ts';
import type { EngineChoice, Policy } from '../../policy/policy.ts';
import type { Provider, Target } from '../../types.ts';
import type { BackupManifest } from '../manifest/manifest.ts';
import type { BackupEngine, NativeEngine } from './contract.ts';

/** Undefined where nobody here knows how to back up such a database. Loaded at the call: each brings its driver. */
export async function engineFor(provider: Provider): Promise<NativeEngine | undefined> {
  if (provider === 'sqlite') return (await import('./sqlite/engine.ts')).sqlite;
  if (provider === 'postgresql') return (await import('./postgresql/engine.ts')).postgresql;
  if (provider === 'mysql') return (await import('./mysql/engine.ts')).mysql;
  return undefined;
}

/** What makes backups of this target: its own kind's engine, or what the policy says. Throws `backup-failed`. */
export async function needEngine(target: Target, policy?: Policy): Promise<BackupEngine> {
  const native = await needNative(target);
  const choice = policy?.backup.engine?.[target.label];
  return choice === undefined ? native : chosen(native, choice);
}

/** What restores a backup: the engine that made it. Throws `restore-refused` where the policy no longer names that. */
export async function engineOf(manifest: BackupManifest, target: Target, policy: Policy): Promise<BackupEngine> {
  const native = await needNative(target);
  if (manifest.engine === native.name) return native;
  // A copy onto another database is loaded by the programs of the one that it was made of.
  const choice = policy.backup.engine?.[manifest.target.label];
  if (choice !== undefined && choice.kind === manifest.engine) return chosen(native, choice);
  throw new InterlockError('restore-refused', {
    why: `The backup ${manifest.id} was made by the ${manifest.engine} engine, which no policy names for ${manifest.target.label} now.`,
    next: ['Name its programs again under "backup.engine" in your own policy or the machine\'s.'],
  });
}

/** Whoever copies, what lies beside the database is the native engine's. */
async function chosen(native: NativeEngine, choice: EngineChoice): Promise<BackupEngine> {
  const { tidy, snapshots } = native;
  return { ...(tidy && { tidy }), ...(snapshots && { snapshots }), ...(await copying(native, choice)) };
}

async function copying(native: NativeEngine, choice: EngineChoice): Promise<BackupEngine> {
  if (choice.kind === 'command') return (await import('./command/engine.ts')).commandEngine(native, choice);
  if (native.name === 'postgresql') return (await import('./pgbackrest/engine.ts')).pgbackrestEngine(native, choice);
  throw new InterlockError('policy-invalid', {
    why: `The policy names pgbackrest for a ${native.name} database; it copies PostgreSQL alone.`,
    next: ['Correct "backup.engine" in your own policy or the machine\'s.'],
  });
}

async function needNative(target: Target): Promise<NativeEngine> {
  const { provider } = target.identity;
  const engine = await engineFor(provider);
  if (engine) return engine;
  throw new InterlockError('backup-failed', {
    why: `prisma-interlock cannot back up a ${provider} database; it knows SQLite, PostgreSQL, MySQL and MariaDB.`,
    next: ["Make a backup with the database's own tools, and have the change made where its owner decides."],
  });
}
