/**
 * Restores a dump of MariaDB beside and swaps it in, keeping what was there. Dies by kill -9 when the nth statement that
 * changes something has been sent, or the nth program has been started, after the copy was loaded: its answer nobody
 * hears. Ends with 0 where it lives to the end.
 */
import { readFileSync } from 'node:fs';
import type { Dump, EngineContext } from '../../../../src/backup/engines/contract.ts';
import { mysql } from '../../../../src/backup/engines/mysql/engine.ts';
import { createHost, type Host } from '../../../../src/host.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import type { Target } from '../../../../src/types.ts';
import { watchStatements } from '../watched-statements.ts';

export interface DyingSwap {
  readonly target: Omit<Target, 'url'>;
  readonly url: string;
  readonly owner: string;
  /** Of the payload. */
  readonly folder: string;
  /** A file with the dump as JSON. */
  readonly dump: string;
  readonly keptAt: string;
  readonly nth: number;
}

// With a password, which no process list may show.
const task = JSON.parse(readFileSync(0, 'utf8')) as DyingSwap;
let left = Number.POSITIVE_INFINITY;
const step = () => {
  // Not at once: the statement has to get out, and the program its first words.
  if (--left === 0) setImmediate(() => process.kill(process.pid, 'SIGKILL'));
};
const watched = watchStatements(createHost(), (sql) => {
  if (/^(create|drop|rename|insert|alter)/i.test(sql)) step();
});
const execa = async () => {
  step();
  return watched.execa();
};
const host = Object.create(watched, { execa: { value: execa } }) as Host;
const target: Target = { ...task.target, url: secret(task.url) };
const context: EngineContext = { host, target, owner: task.owner };
const dump = JSON.parse(readFileSync(task.dump, 'utf8')) as Dump;
const beside = await mysql.restoreBeside(context, task.folder, dump);
left = task.nth;
await beside.swapKeeping?.(new Date(task.keptAt));
await beside.discard();
