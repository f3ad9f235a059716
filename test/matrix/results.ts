/** What is written down while the matrix runs, one JSON line each, and read again by a later run. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Ran } from '../support/run.ts';
import type { Fate } from './cell.ts';
import type { HabitName } from './goes-on.ts';
import type { Evidence } from './project-files.ts';
import type { StateName } from './states.ts';
import type { WayName } from './ways.ts';

export type StageName = 'before' | StateName;

/** `said`: what was printed, where it is worth reading. */
export type Result =
  | { readonly kind: 'entered'; readonly state: StageName; readonly ok: boolean; readonly said: string }
  | {
      readonly kind: 'destroy';
      readonly state: StageName;
      readonly way: WayName;
      readonly evidence: Evidence;
      readonly fate: Fate;
      readonly said: string;
    }
  /** Whether a harmless line printed what it had printed before. */
  | {
      readonly kind: 'check';
      readonly state: StageName;
      readonly way: WayName;
      readonly same: boolean;
      readonly said: string;
    }
  | { readonly kind: 'habit'; readonly habit: HabitName | 'uninstall'; readonly same: boolean; readonly said: string }
  | { readonly kind: 'done'; readonly seconds: number };

/** What a command printed and how it ended, as it is written down. */
export function saidBy({ stdout, stderr, exitCode, signal }: Ran): string {
  return `${stdout}\n${stderr}\nexit ${exitCode ?? signal}`.slice(-3000);
}

/** Without the line in which yarn 1 tells how long a command took. */
export function withoutSeconds(printed: string): string {
  return printed.replace(/^Done in \d+\.\d+s\.\n/m, '');
}

export interface Journal {
  write(result: Result): void;
}

export function openJournal(file: string): Journal {
  mkdirSync(dirname(file), { recursive: true });
  rmSync(file, { force: true });
  return { write: (result) => appendFileSync(file, `${JSON.stringify(result)}\n`) };
}

/** Undefined where that run has not come to its end. */
export function readJournal(file: string): Result[] | undefined {
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  const results = lines.map((line): Result => JSON.parse(line));
  return results.at(-1)?.kind === 'done' ? results : undefined;
}
