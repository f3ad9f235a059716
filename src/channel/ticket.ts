/**
 * What the shim tells the gate about the line that it let through, and the gate's answer when it stopped a call. Both are
 * files in a folder that only this user can open, and that goes when the line has ended.
 */
import path from 'node:path';
import type { Host } from '../host.ts';
import type { BackupOf, EnvironmentName, Judgement, Outcome, Risk, TargetIdentity } from '../types.ts';
import { isStartedByUs } from './parentage.ts';

export interface Ticket {
  /** Process id of the real CLI. Whatever that CLI starts is another process, and has no ticket. */
  readonly cli: number;
  /** What was judged, and confirmed where that was needed. */
  readonly risk: Risk;
  /** What kind of place it was judged to be. */
  readonly environment: EnvironmentName;
  readonly targets: readonly TicketTarget[];
}

export interface TicketTarget {
  readonly identity: TargetIdentity;
  readonly label: string;
  /** Id of the backup that this run made of it; null where none was due. */
  readonly backup: string | null;
}

export interface OpenTicket {
  readonly variables: Readonly<Record<string, string>>;
  /** Makes it valid for the process that was started. */
  issue(cli: number): void;
  /** Ends it. Gives the outcome with the gate's exit code in it where the gate stopped the CLI. */
  close(outcome: Outcome): Outcome;
}

/** Of a line that may run. One that reaches no database that is known gets none. */
export function openTicket(
  host: Host,
  { classification, resolution, environment }: Judgement,
  backups: readonly BackupOf[],
): OpenTicket {
  if (!resolution?.targets.length) return { variables: {}, issue() {}, close: (outcome) => outcome };
  const folder = host.fs.mkdtempSync(path.join(host.temporaryFolder(), 'interlock-'));
  const file = path.join(folder, 'ticket.json');
  const targets = resolution.targets.map(({ identity, label }): TicketTarget => {
    const backup = backups.find(({ of }) => of === label);
    return { identity, label, backup: backup?.id ?? null };
  });
  return {
    variables: { PRISMA_INTERLOCK_TICKET: file },
    issue(cli) {
      const ticket: Ticket = { cli, risk: classification.risk, environment: environment.name, targets };
      host.fs.writeFileSync(`${file}.new`, JSON.stringify(ticket), { mode: 0o600 });
      host.fs.renameSync(`${file}.new`, file);
    },
    close(outcome) {
      const exitCode = readExit(host, folder);
      host.fs.rmSync(folder, { recursive: true, force: true });
      return exitCode === undefined || outcome.exitCode === 0 ? outcome : { exitCode, signal: undefined };
    },
  };
}

/** The ticket of the CLI that started this process; undefined where there is none, or it is another's. */
export function readTicket(host: Host): Ticket | undefined {
  try {
    const ticket = JSON.parse(host.fs.readFileSync(host.env.PRISMA_INTERLOCK_TICKET ?? '', 'utf8')) as Ticket;
    const known = ticket.cli === host.parentPid && Array.isArray(ticket.targets) && ticket.environment !== undefined;
    return known && isStartedByUs(host, ticket.cli) ? ticket : undefined;
  } catch {
    return undefined;
  }
}

/** The gate stopped a call: the shim outside is to end with this code in place of the CLI's. */
export function leaveExit(host: Host, exitCode: number): void {
  if (readTicket(host) === undefined) return;
  try {
    host.fs.writeFileSync(exitFile(path.dirname(host.env.PRISMA_INTERLOCK_TICKET ?? '')), String(exitCode));
  } catch {
    // Then the CLI's own code stands, which is an error as well.
  }
}

function readExit(host: Host, folder: string): number | undefined {
  try {
    return Number(host.fs.readFileSync(exitFile(folder), 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function exitFile(folder: string): string {
  return path.join(folder, 'exit');
}
