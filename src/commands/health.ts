import type { Standing } from '../backup/retention/freshness.ts';
import type { Freshness } from '../policy/policy.ts';
import type { TargetIdentity } from '../types.ts';

/** How the backups of one database stand. */
export interface Health extends Standing {
  readonly label: string;
  readonly provider: TargetIdentity['provider'];
  /** Whole ones. */
  readonly backups: number;
  readonly freshness: Freshness;
}

export interface Overview {
  readonly grade: 0 | 1 | 2;
  /** Of the project's own database; undefined where none was found out. */
  readonly own: Health | undefined;
  /** The own one first, then every other one of the repository. */
  readonly all: readonly Health[];
  readonly damaged: number;
  /** Why there is nothing better to report; a sentence without secrets. */
  readonly problem: string | undefined;
}
