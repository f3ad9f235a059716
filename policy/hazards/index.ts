import { addsConstraintToData } from './adds-constraint-to-data.ts';
import { deletesData } from './deletes-data.ts';
import { dropsIndexInUse } from './drops-index-in-use.ts';
import { locksWrites } from './locks-writes.ts';
import { narrowsType } from './narrows-type.ts';
import { notNullWithoutDefault } from './not-null-without-default.ts';
import { overwritesData } from './overwrites-data.ts';
import { renameAsDrop } from './rename-as-drop.ts';
import { renamesInUse } from './renames-in-use.ts';
import { rewritesTable } from './rewrites-table.ts';
import { runsUnseenCode } from './runs-unseen-code.ts';

/** What loses data first, then what fails, then what only makes others wait. */
export const hazards = [
  deletesData,
  renameAsDrop,
  overwritesData,
  narrowsType,
  runsUnseenCode,
  notNullWithoutDefault,
  addsConstraintToData,
  renamesInUse,
  dropsIndexInUse,
  rewritesTable,
  locksWrites,
] as const;

export type HazardId = (typeof hazards)[number]['id'];
