import type { Policy } from '../policy/policy.ts';
import type { Environment, Target } from '../types.ts';
import type { Check } from './diagnosis.ts';

/** Where the project's command lines would land. */
export interface Ground {
  readonly policy: Policy;
  /** Of the policy's own check. */
  readonly policyCheck: Check;
  readonly target: Target | undefined;
  readonly problem: string | undefined;
  readonly environment: Environment;
}

export interface Scope {
  /** Connect to the database, to read its size and the rights of the role. */
  readonly askDatabase: boolean;
  /** Look at what only a machine that people work at has: a shell's PATH, backups. */
  readonly ofMachine: boolean;
}
