/**
 * Restores the newest manual backup of a PostgreSQL database. Dies by kill -9 when a statement or a program that matches
 * `dieAt` has begun: its answer nobody hears. Ends with 0 where it lives to the end.
 */
import { readFileSync } from 'node:fs';
import { restoreBackup } from '../../../../src/backup/operations/restore.ts';
import { listBackups } from '../../../../src/backup/repository/read.ts';
import { createHost, type Host } from '../../../../src/host.ts';
import type { Policy } from '../../../../src/policy/policy.ts';
import { secret } from '../../../../src/secrets/secret.ts';
import type { Target } from '../../../../src/types.ts';
import { watchStatements } from '../watched-statements.ts';

export interface DyingClimb {
  readonly target: Omit<Target, 'url'>;
  readonly url: string;
  readonly policy: Policy;
  /** A regular expression; a program is its words, joined by blanks. */
  readonly dieAt: string;
}

// With a password, which no process list may show.
const task = JSON.parse(readFileSync(0, 'utf8')) as DyingClimb;
const end = new RegExp(task.dieAt, 's');
const step = (text: string) => {
  // Not at once: the statement has to get out, and the program its first words.
  if (end.test(text)) setTimeout(() => process.kill(process.pid, 'SIGKILL'), 30);
};
const watched = watchStatements(createHost(), step);
const execa = async () => {
  const real = await watched.execa();
  const start = (path: string, words: readonly string[], ...options: unknown[]) => {
    step([path, ...words].join(' '));
    return (real.execa as (...all: unknown[]) => unknown)(path, words, ...options);
  };
  return { ...real, execa: start };
};
const host = Object.create(watched, { execa: { value: execa } }) as Host;
const target: Target = { ...task.target, url: secret(task.url) };
const entries = await listBackups(host, task.policy.backup.repository);
const entry = entries.find((one) => one.state === 'good' && one.manifest.kind === 'manual');
if (entry?.state !== 'good') throw new Error('There is no manual backup.');
const { policy } = task;
await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [], accept: async () => {} });
