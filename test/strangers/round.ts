/** A database that nobody here wrote goes the whole way: backup, verify, wreck, restore, and again wreck and undo. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backUp } from '../../src/backup/operations/back-up.ts';
import { findBackup } from '../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../src/backup/operations/restore.ts';
import type { RestoreRequest } from '../../src/backup/operations/restore-request.ts';
import { findWaysBack } from '../../src/backup/operations/undo.ts';
import { verifyBackup } from '../../src/backup/operations/verify.ts';
import type { Host } from '../../src/host.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { Omission, Target } from '../../src/types.ts';

export interface Stranger<Contents> {
  readonly host: Host;
  readonly target: Target;
  /** Everything that it holds, by means that are not ours. */
  read(): Promise<Contents>;
  /** What is not the same, a line each. */
  compare(before: Contents, after: Contents): readonly string[];
  /** Takes everything that is in it. */
  wreck(): Promise<void>;
  /** Whether it is wrecked a second time, and an undo brings the same back as the restore did. */
  readonly undo?: boolean;
}

export interface Result {
  readonly tables: number;
  readonly rows: number;
  /** `exact`, `differs`, `not loaded: …`, or the step that failed with its reason. */
  readonly outcome: string;
  /** What the restored one lacks, as it is said before: `view bad left-out: …`. */
  readonly omissions: readonly string[];
  /** What the server refused when it was loaded, a line each; the rest of it was tried. */
  readonly refused: readonly string[];
  /** Where it differs, a line each. */
  readonly differences: readonly string[];
}

export const nothing: Result = { tables: 0, rows: 0, outcome: '', omissions: [], refused: [], differences: [] };

export async function goRound<Contents>(stranger: Stranger<Contents>): Promise<Result> {
  const { host, target, wreck } = stranger;
  const repository = mkdtempSync(join(tmpdir(), 'strangers-'));
  const defaults = mergePolicies([], '/');
  const policy = { ...defaults, backup: { ...defaults.backup, repository } };
  const omissions = new Set<string>();
  let [step, counted] = ['backup', { tables: 0, rows: 0 }];
  const ended = (outcome: string, differences: readonly string[] = []) =>
    ({ ...nothing, ...counted, outcome, omissions: [...omissions], differences }) satisfies Result;
  const restoring: Omit<RestoreRequest, 'entry'> = {
    ...{ host, target, policy, ontoOther: false, argv: [] },
    accept: async (lacking: readonly Omission[]) => {
      for (const { kind, name, how, why } of lacking) omissions.add(`${kind} ${name} ${how}: ${why}`);
    },
  };
  try {
    const before = await stranger.read();
    const why = { reason: 'before migrate reset', argv: [] };
    const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
    if (made.status !== 'made') return ended(made.because);
    const entry = await findBackup(host, policy, target, made.backup.id);
    const { tables } = entry.manifest;
    counted = { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
    step = 'verify';
    await verifyBackup({ host, target, policy, entry });
    const changed = stranger.compare(before, await stranger.read());
    if (changed.length > 0) return ended('verify changed it', changed);
    step = 'restore';
    await wreck();
    await restoreBackup({ ...restoring, entry });
    const restored = await stranger.read();
    const lost = stranger.compare(before, restored);
    if (stranger.undo && (lost.length === 0 || omissions.size > 0)) {
      step = 'undo';
      await wreck();
      const way = await nextWay(stranger, policy);
      if (way?.id !== entry.id) return ended(`undo: it would go to ${way?.id ?? 'nothing'} and not to ${entry.id}`);
      await restoreBackup({ ...restoring, entry: way, undo: { project: undefined } });
      const others = stranger.compare(restored, await stranger.read());
      if (others.length > 0) return ended('undo: differs from what the restore brought', others);
    }
    return lost.length > 0 ? ended('differs', lost) : ended('exact');
  } catch (error) {
    const { why, message } = error as { why?: string; message: string };
    return ended(`${step}: ${why ?? message}`);
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}

/** The newest state that is another one than what is here. */
async function nextWay({ host, target }: Stranger<unknown>, policy: RestoreRequest['policy']) {
  for await (const { entry, loss } of findWaysBack(host, policy, target, new Set())) if (loss.length > 0) return entry;
  return undefined;
}

/** Lines of the one that the other has not, and the reverse; where both have the same ones, that their order differs. */
export function compareTexts(before: string, after: string): string[] {
  if (before === after) return [];
  const [was, is] = [before.split('\n'), after.split('\n')];
  const only = (own: readonly string[], others: readonly string[], sign: string) => {
    const known = new Set(others);
    return own.filter((line) => !known.has(line)).map((line) => `${sign} ${line.slice(0, 500)}`);
  };
  const lines = [...only(was, is, '-'), ...only(is, was, '+')];
  return lines.length > 0 ? lines : ['the same lines in another order'];
}
