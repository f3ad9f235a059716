import type { Omission } from '../../types.ts';
import type { BackupManifest } from '../manifest/manifest.ts';

const before = 'at the proof ';

/** What values were is seen as long as the original is there; after its loss the newest proof of the backup has it. */
export function withKnownValues(
  omissions: readonly Omission[],
  { verifiedBut }: Pick<BackupManifest, 'verifiedBut'>,
): readonly Omission[] {
  return omissions.map((omission) => {
    if (omission.how !== 'other-value' || omission.values !== undefined) return omission;
    const proved = verifiedBut?.omissions.find(
      ({ kind, name, how }) => kind === omission.kind && name === omission.name && how === omission.how,
    )?.values;
    if (proved === undefined) return omission;
    return { ...omission, values: proved.startsWith(before) ? proved : before + proved };
  });
}
