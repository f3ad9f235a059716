import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installed } from './installed.ts';

const program = join(import.meta.dirname, 'witness-engine.mjs');

/** What was on disk when Prisma's engine was started, or heard a call. */
export interface Sight {
  /** `start`, the job of the command form, or the method of the call. */
  readonly at: string;
  readonly manifests: readonly string[];
  readonly events: readonly string[];
  /** Process id of the real CLI. */
  readonly ppid: number;
}

/** Calls by which a database may be changed. */
const changing = ['reset', 'schemaPush', 'applyMigrations', 'createMigration', 'dbExecute', 'markMigrationApplied'];

/** Variables that put the witness before the project's own engine. */
export function witness(at: Installed): {
  env: Record<string, string>;
  sights(): Sight[];
  beforeChange(): Sight | undefined;
} {
  const log = join(at.dir, '.home', 'witness.jsonl');
  const sights = () => {
    if (!existsSync(log)) return [];
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    return lines.map((line): Sight => JSON.parse(line));
  };
  return {
    env: {
      PRISMA_SCHEMA_ENGINE_BINARY: program,
      WITNESS_ENGINE: at.env['PRISMA_SCHEMA_ENGINE_BINARY'] ?? '',
      WITNESS_LOG: log,
      WITNESS_ROOT: at.dir,
    },
    sights,
    beforeChange: () => sights().find(({ at: call }) => changing.includes(call)),
  };
}
