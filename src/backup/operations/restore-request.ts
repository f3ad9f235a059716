import type { Host } from '../../host.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Backup, Omission, Target } from '../../types.ts';
import type { Tell } from '../../ui/step.ts';
import type { GoodEntry } from '../repository/read.ts';
import type { Unsaved } from './keep-present.ts';
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
  /**
   * Called where the present state is damaged and not all of it could be saved, with the target as it was. Returns where a
   * person agrees that it is replaced all the same, and throws where not. Without it the restore is refused then.
   */
  readonly acceptLoss?: (unsaved: Unsaved) => Promise<void>;
  /** A line for people: who is waited for at the swap, what was ended, what did not come along. */
  readonly tell?: (line: string) => void;
  readonly progress?: Tell | undefined;
}
