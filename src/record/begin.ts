import type { Host } from '../host.ts';
import type { Backup, Confirmation, Judgement, RealCli } from '../types.ts';
import { recordedFacts } from './facts.ts';
import { type OpenEntry, openEntry } from './open-entry.ts';

export type { OpenEntry } from './open-entry.ts';

/** Writes `begin`, durably, before the real CLI starts. Throws `audit-unwritable`. */
export function begin(
  host: Host,
  cli: RealCli,
  judgement: Judgement,
  confirmation: Confirmation,
  backups: readonly Backup[],
): OpenEntry {
  return openEntry(host, {
    ...recordedFacts(judgement),
    version: cli.version,
    confirmed: confirmation.how,
    backups: backups.map((backup) => backup.id),
  });
}
