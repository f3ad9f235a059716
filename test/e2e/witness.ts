import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Installed } from './installed.ts';

const program = join(import.meta.dirname, 'witness-engine.mjs');

/** What was on disk when Prisma started its engine. */
export interface Sight {
  readonly manifests: readonly string[];
  readonly events: readonly string[];
  /** Process id of the real CLI. */
  readonly ppid: number;
}

/** Variables that put the witness before the project's own engine. */
export function witness(at: Installed): { env: Record<string, string>; sights(): Sight[] } {
  const log = join(at.dir, '.home', 'witness.jsonl');
  return {
    env: {
      PRISMA_SCHEMA_ENGINE_BINARY: program,
      WITNESS_ENGINE: at.env['PRISMA_SCHEMA_ENGINE_BINARY'] ?? '',
      WITNESS_LOG: log,
      WITNESS_ROOT: at.dir,
    },
    sights() {
      if (!existsSync(log)) return [];
      return readFileSync(log, 'utf8')
        .trim()
        .split('\n')
        .map((line): Sight => JSON.parse(line));
    },
  };
}
