import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Backup, Omission, Target } from '../../types.ts';
import type { Tell } from '../../ui/step.ts';
import type { GoodEntry } from '../repository/read.ts';
import type { ProjectFiles } from './project-files.ts';

export interface RestoreRequest {
  readonly host: Host;
  readonly target: Target;
  readonly policy: Policy;
  /** What `findBackup` found and a person agreed to. */
  readonly entry: GoodEntry;
  /** Whether a backup of another database may replace this one. */
  readonly ontoOther: boolean;
  /** The words after the program's name. */
  readonly argv: readonly string[];
  /** An undo keeps what it replaces for a day, and the project's files with the backup of the present state. */
  readonly undo?: { readonly project: ProjectFiles | undefined };
  /** Called when the present state is a whole backup and nothing has been replaced yet. Where it throws, nothing will be. */
  readonly begin?: (before: Backup | undefined) => void;
  /**
   * Called where the copy lacks what it names, with the target as it was. Returns where a person accepts that, and throws
   * where not. Without it such a copy is refused.
   */
  readonly accept?: (omissions: readonly Omission[]) => Promise<void>;
  readonly progress?: Tell | undefined;
}
