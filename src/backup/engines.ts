import type { Provider } from '../types.ts';
import type { BackupEngine } from './contract.ts';

/** Undefined where nobody here knows how to back up such a database. Loaded at the call: each brings its driver. */
export async function engineFor(provider: Provider): Promise<BackupEngine | undefined> {
  if (provider === 'sqlite') return (await import('./sqlite/engine.ts')).sqlite;
  if (provider === 'postgresql') return (await import('./postgresql/engine.ts')).postgresql;
  if (provider === 'mysql') return (await import('./mysql/engine.ts')).mysql;
  return undefined;
}
