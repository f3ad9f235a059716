import type { Host } from '../host.ts';
import type { Policy } from '../policy/policy.ts';
import type { OpenEntry } from '../record/begin.ts';
import { createLooker, type Looker } from '../target/look.ts';
import type { BackupOf, Confirmation, Judgement, RealCli, Risk, Target, TargetIdentity } from '../types.ts';
import type { Sight } from './see.ts';

/** What was agreed to, for which databases. */
export interface Grant {
  readonly risk: Risk;
  readonly judgement: Judgement;
  readonly targets: readonly Target[];
}

/** What became of the backup that was due of a database. */
export interface Kept {
  readonly identity: TargetIdentity;
  readonly made: boolean;
  /** It was to be made in any case, and not only where that is cheap. */
  readonly always: boolean;
  /** None was made because that is not cheap: the next call may want it all the same. */
  readonly isLarge: boolean;
  /** That it can come back is known: it was proved before something destroyed. */
  readonly proved: boolean;
}

/** A call that reached the engine. */
export interface Passed {
  readonly method: string;
  /** Undefined where nobody has looked at what it would do. */
  readonly sight: Sight | undefined;
}

/** What one run of the CLI has come to so far: agreed to, backed up, written down, and let through to the engine. */
export interface Run {
  readonly host: Host;
  readonly cli: RealCli;
  readonly policy: Policy;
  readonly looker: Looker;
  /** The line, where a shim has judged it; a gate by itself sees calls only. */
  line: Judgement | undefined;
  /** How the line was confirmed. */
  confirmation: Confirmation;
  readonly grants: Grant[];
  readonly kept: Kept[];
  readonly backups: BackupOf[];
  /** Effects of the calls that reached the engine. */
  readonly effects: string[];
  readonly passed: Passed[];
  /** When the first of them went on, after all questions and backups. */
  begun: Date | undefined;
  readonly entries: OpenEntry[];
  /** Lets a step speak with the person, by the host that it is given. */
  atTerminal: <T>(step: (host: Host) => Promise<T>) => Promise<T>;
}

export function newRun(
  host: Host,
  cli: RealCli,
  policy: Policy,
  atTerminal: Run['atTerminal'] = (step) => step(host),
): Run {
  return {
    host,
    cli,
    policy,
    looker: createLooker(host),
    line: undefined,
    confirmation: { given: true, how: 'not needed' },
    grants: [],
    kept: [],
    backups: [],
    effects: [],
    passed: [],
    begun: undefined,
    entries: [],
    atTerminal,
  };
}
