import type { Host } from '../host.ts';
import { findProjectRoot } from '../project-root.ts';
import type { Backup, Confirmation, Outcome, RealCli } from '../types.ts';
import type { Judgement } from '../ui/judgement.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { newEntryId, record } from './audit.ts';
import { recordedFacts } from './facts.ts';

export interface OpenEntry {
  /** Gives the outcome back. */
  end(outcome: Outcome): Outcome;
}

/** Writes `begin`, durably, before the real CLI starts. Throws `audit-unwritable`. */
export function begin(
  host: Host,
  cli: RealCli,
  judgement: Judgement,
  confirmation: Confirmation,
  backups: readonly Backup[],
): OpenEntry {
  const root = findProjectRoot(host);
  const id = newEntryId(host);
  record(host, root, {
    event: 'begin',
    id,
    ...recordedFacts(judgement),
    version: cli.version,
    confirmed: confirmation.how,
    backups: backups.map((backup) => backup.id),
  });
  return {
    end(outcome) {
      try {
        record(host, root, { event: 'end', id, exit: outcome.exitCode ?? null, signal: outcome.signal ?? null });
      } catch {
        // Prisma has run: its own exit code matters more than ours.
        print(host, note('audit-incomplete', 'The end of this run could not be written to the audit log.'));
      }
      return outcome;
    },
  };
}
