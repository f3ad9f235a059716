/** What a person or a machine asks of the backups, each as the command of that name does it. */
import { backUp } from '../../src/backup/operations/back-up.ts';
import { restoreBackup } from '../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../src/backup/operations/verify.ts';
import { type GoodEntry, listBackups } from '../../src/backup/repository/read.ts';
import { setPin } from '../../src/backup/retention/pin.ts';
import { planPrune, pruneTarget } from '../../src/backup/retention/prune.ts';
import { createHost, type Host } from '../../src/host.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { Target } from '../../src/types.ts';

export interface Place {
  readonly target: Target;
  readonly policy: Policy;
}

type Operation = (host: Host, place: Place) => Promise<unknown>;

const why = { reason: 'before db push', argv: ['db', 'push'] };

export const operations = {
  backup: (host, { target, policy }) => backUp({ host, target, policy, why, kind: 'automatic', need: 'mandatory' }),
  restore: async (host, place) =>
    restoreBackup({ host, ...place, entry: await oldest(place), ontoOther: false, argv: ['restore'] }),
  verify: async (host, place) => verifyBackup({ host, ...place, entry: await oldest(place) }),
  prune: async (host, { policy }) => {
    const { repository } = policy.backup;
    const strict: Policy = { ...policy, backup: { ...policy.backup, keep: 1 } };
    const plan = planPrune(await listBackups(host, repository), 1, host.now());
    for (const target of plan) await pruneTarget(host, strict, target);
  },
  pin: async (host, place) => {
    const entry = await oldest(place);
    await setPin(host, place.policy.backup, entry, { until: undefined, why: 'release 7' });
  },
} satisfies Record<string, Operation>;

export type OperationName = keyof typeof operations;
export const operationNames = Object.keys(operations) as OperationName[];

/** How many of the newest backups an operation has to leave. */
export const leaves: Readonly<Record<OperationName, number>> = { backup: 3, restore: 3, verify: 3, prune: 1, pin: 3 };

/** Looked up before anything goes wrong, as a person has chosen it before. */
async function oldest({ policy }: Place): Promise<GoodEntry> {
  const entries = await listBackups(createHost(), policy.backup.repository);
  const entry = entries.findLast(({ state }) => state === 'good');
  if (entry?.state !== 'good') throw new Error('There is no backup to work on.');
  return entry;
}
