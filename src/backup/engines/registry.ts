import { InterlockError } from '../../errors/interlock-error.ts';
import type { EngineChoice, Policy } from '../../policy/policy.ts';
import { fitOf, type Nameable } from '../../target/name.ts';
import type { Provider, Target } from '../../types.ts';
import type { BackupEngine, NativeEngine } from './contract.ts';

type Load = () => Promise<NativeEngine>;

/** Engines that have other programs do the copying, as the policy says. */
const ofPolicy: readonly EngineChoice['kind'][] = ['command', 'pgbackrest'];
const engines = new Map<string, Load>();

/** The one list of engines, one line each, under the name of the provider. Loaded at the call: each brings its driver. */
register('sqlite', async () => (await import('./sqlite/engine.ts')).sqlite);
register('postgresql', async () => (await import('./postgresql/engine.ts')).postgresql);
register('mysql', async () => (await import('./mysql/engine.ts')).mysql);

/** Gives what takes it out again. Throws where the name is taken. */
export function register(provider: Provider, load: Load): () => void {
  if (isEngineName(provider)) throw new Error(`There are two backup engines of the name ${provider}.`);
  engines.set(provider, load);
  return () => void engines.delete(provider);
}

/** Whether a manifest may name it. */
export function isEngineName(name: string): boolean {
  return engines.has(name) || ofPolicy.some((kind) => kind === name);
}

/** Undefined where nobody here knows how to back up such a database. Throws where the engine calls itself otherwise. */
export async function engineFor(provider: Provider): Promise<NativeEngine | undefined> {
  const engine = await engines.get(provider)?.();
  if (engine && engine.name !== provider) throw new Error(`The engine of ${provider} calls itself ${engine.name}.`);
  return engine;
}

/** What makes backups of this target: its own kind's engine, or what the policy says. Throws `backup-failed`. */
export async function needEngine(target: Target, policy?: Policy): Promise<BackupEngine> {
  const native = await needNative(target);
  const choice = choiceFor(target, policy);
  return choice === undefined ? native : chosen(native, choice);
}

/** Of several names that mean it the last, which is the machine's. */
function choiceFor(database: Nameable, policy: Policy | undefined): EngineChoice | undefined {
  const choices = Object.entries(policy?.backup.engine ?? {});
  return choices.findLast(([name]) => fitOf(name, database) === 'exact')?.[1];
}

/** What a manifest says of its engine. */
interface MadeBy {
  readonly id: string;
  readonly engine: string;
  readonly target: Nameable;
}

/** What restores a backup: the engine that made it. Throws `restore-refused` where the policy no longer names that. */
export async function engineOf(manifest: MadeBy, target: Target, policy: Policy): Promise<BackupEngine> {
  const native = await needNative(target);
  if (manifest.engine === native.name) return native;
  // A copy onto another database is loaded by the programs of the one that it was made of.
  const choice = choiceFor(manifest.target, policy);
  if (choice !== undefined && choice.kind === manifest.engine) return chosen(native, choice);
  throw new InterlockError('restore-refused', {
    why: `The backup ${manifest.id} was made by the ${manifest.engine} engine, which no policy names for ${manifest.target.label} now.`,
    next: ['Name its programs again under "backup.engine" in your own policy or the machine\'s.'],
  });
}

/** Whoever copies, what lies beside the database is the native engine's. */
async function chosen(native: NativeEngine, choice: EngineChoice): Promise<BackupEngine> {
  const { tidy, snapshots, tables, findObstacles } = native;
  return {
    ...(tidy && { tidy }),
    ...(snapshots && { snapshots }),
    ...(tables && { tables }),
    ...(findObstacles && { findObstacles }),
    ...(await copying(native, choice)),
  };
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
