import type { Host } from '../host.ts';
import { findProjectRoot } from '../project/root.ts';
import type { Backup, Outcome } from '../types.ts';
import { note } from '../ui/notes.ts';
import { print } from '../ui/print.ts';
import { newEntryId, record } from './audit.ts';

export interface OpenEntry {
  /** Writes down, durably, what was backed up since. Throws `audit-unwritable`. */
  add(backups: readonly Backup[]): void;
  /** Gives the outcome back. `code`: of the error of ours that it ended with. `facts`: what was found afterwards. */
  end(outcome: Outcome, code?: string, facts?: Readonly<Record<string, unknown>>): Outcome;
}

/** Writes `begin`, durably. Throws `audit-unwritable`. */
export function openEntry(host: Host, facts: Readonly<Record<string, unknown>>): OpenEntry {
  const root = findProjectRoot(host);
  const id = newEntryId(host);
  record(host, root, { event: 'begin', id, ...facts });
  return {
    add(backups) {
      if (backups.length > 0) record(host, root, { event: 'backup', id, backups: backups.map((backup) => backup.id) });
    },
    end(outcome, code, facts = {}) {
      const { exitCode: exit = null, signal = null } = outcome;
      try {
        record(host, root, { event: 'end', id, exit, signal, ...(code !== undefined && { code }), ...facts });
      } catch {
        // It has been done: how that ended matters more than our own log.
        print(host, note('audit-incomplete', 'The end of this run could not be written to the audit log.'));
      }
      return outcome;
    },
  };
}
