/** The steps between a yes and a loss, as the pipeline takes them, without a person. */
import { PassThrough } from 'node:stream';
import { matrix } from '../../../policy/matrix.ts';
import { backUpBefore, type Prospect } from '../../../src/backup/operations/back-up-before.ts';
import { foresee } from '../../../src/backup/operations/outlook.ts';
import type { Host } from '../../../src/host.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import type { Judgement, Omission, Target } from '../../../src/types.ts';
import { exampleJudgement } from '../../ui/example.ts';
import { tickingHost } from '../engines/scratch.ts';

export function policyAt(repository: string, backup: Partial<Policy['backup']> = {}): Policy {
  const merged = mergePolicies([], '/');
  return { ...merged, backup: { ...merged.backup, repository, ...backup } };
}

/** `migrate reset` in development. */
export function resetOf(target: Target, risk: 'destroy' | 'change' = 'destroy'): Judgement {
  const example = exampleJudgement();
  return {
    ...example,
    invocation: { ...example.invocation, command: 'migrate reset', argv: ['migrate', 'reset'] },
    classification: { ...example.classification, risk },
    resolution: { targets: [target], problem: undefined },
    decision: { ...matrix.development[risk], because: [] },
  };
}

export interface Before {
  /** What would not come back, told before the question; and then the backups. */
  readonly told: readonly string[];
  readonly ids: readonly string[];
  readonly omissions: readonly Omission[];
  readonly printed: string;
}

/** All that is done before something destroys. Throws what refuses it. */
export async function beforeLoss(target: Target, policy: Policy, more: Partial<Prospect> = {}): Promise<Before> {
  const stderr = new PassThrough({ encoding: 'utf8' });
  const host = Object.create(tickingHost(), { stderr: { value: stderr } }) as Host;
  const judgement = resetOf(target);
  const told = (await foresee(host, judgement, policy)).map(({ what, why }) => `${what}: ${why}`);
  const omissions: Omission[] = [];
  const { made } = await backUpBefore(host, judgement, policy, {
    destroys: true,
    accept: async (_, found) => void omissions.push(...found),
    isWantedAnyway: async () => false,
    isTold: () => false,
    ...more,
  });
  return { told, ids: made.map(({ id }) => id), omissions, printed: String(stderr.read() ?? '') };
}
