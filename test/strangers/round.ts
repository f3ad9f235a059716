/** A database that nobody here wrote goes the whole way: backup, verify, wreck, restore. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backUp } from '../../src/backup/operations/back-up.ts';
import { findBackup } from '../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../src/backup/operations/verify.ts';
import type { Host } from '../../src/host.ts';
import { mergePolicies } from '../../src/policy/load.ts';
import type { Omission, Target } from '../../src/types.ts';

export interface Stranger {
  readonly host: Host;
  readonly target: Target;
  /** Everything that it holds, by means that are not ours. */
  text(): Promise<string>;
  /** Takes everything that is in it. */
  wreck(): Promise<void>;
}

export interface Result {
  readonly tables: number;
  readonly rows: number;
  /** `exact`, or the step that failed with its reason. */
  readonly outcome: string;
  /** What the restored one lacks, as it is said before: `view bad left-out: …`. */
  readonly omissions: readonly string[];
  readonly before?: string;
  readonly after?: string;
}

export async function goRound({ host, target, text, wreck }: Stranger): Promise<Result> {
  const repository = mkdtempSync(join(tmpdir(), 'strangers-'));
  const policy = mergePolicies([], '/');
  const own = { ...policy, backup: { ...policy.backup, repository } };
  let counted = { tables: 0, rows: 0 };
  const omissions: string[] = [];
  let step = 'backup';
  try {
    const before = await text();
    const why = { reason: 'before migrate reset', argv: [] };
    const made = await backUp({ host, target, policy: own, why, kind: 'automatic', need: 'always' });
    if (made.status !== 'made') return { ...counted, omissions, outcome: made.because };
    const entry = await findBackup(host, own, target, made.backup.id);
    const { tables } = entry.manifest;
    counted = { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
    step = 'verify';
    await verifyBackup({ host, target, policy: own, entry });
    step = 'untouched';
    if ((await text()) !== before)
      return { ...counted, omissions, outcome: 'verify changed it', before, after: await text() };
    step = 'wreck';
    await wreck();
    step = 'restore';
    const accept = async (lacking: readonly Omission[]) => {
      omissions.push(...lacking.map(({ kind, name, how, why }) => `${kind} ${name} ${how}: ${why}`));
    };
    await restoreBackup({ host, target, policy: own, entry, ontoOther: false, argv: [], accept });
    step = 'digest';
    const after = await text();
    return { ...counted, omissions, outcome: after === before ? 'exact' : 'differs', before, after };
  } catch (error) {
    const { why, message } = error as { why?: string; message: string };
    return { ...counted, omissions, outcome: `${step}: ${why ?? message}` };
  } finally {
    rmSync(repository, { recursive: true, force: true });
  }
}
