/** A restore and an undo in the log: the same facts as of a guarded line, and the backup that they go back to. */
import type { Host } from '../host.ts';
import { findProjectRoot } from '../project/root.ts';
import { redactArgv } from '../secrets/redact.ts';
import type { Actor, Backup, Environment, Target } from '../types.ts';
import { newEntryId, record } from './audit.ts';
import { type OpenEntry, openEntry } from './open-entry.ts';

export interface OwnLine {
  readonly target: Target;
  readonly environment: Environment;
  readonly actor: Actor;
  /** Id of the backup that is to take the place of the database. */
  readonly restores: string;
}

/** `before`: the present state, backed up. Throws `audit-unwritable`. */
export function beginOwn(host: Host, line: OwnLine, before: Backup | undefined): OpenEntry {
  const backups = before ? [before.id] : [];
  return openEntry(host, { ...factsOf(host, line), version: host.version(), confirmed: 'typed', backups });
}

/** Best effort, as of any refusal. */
export function refuseOwn(host: Host, line: OwnLine, code: string): void {
  try {
    record(host, findProjectRoot(host), { event: 'refused', id: newEntryId(host), code, ...factsOf(host, line) });
  } catch {}
}

function factsOf(host: Host, { target, environment, actor, restores }: OwnLine) {
  return {
    program: 'prisma-interlock',
    argv: redactArgv(host.argv, [target.url]),
    risk: 'destroy',
    targets: [target.label],
    environment: environment.name,
    actor: actor.kind,
    restores,
  };
}
