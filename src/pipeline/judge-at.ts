import { matrix } from '../../policy/matrix.ts';
import { asRead } from '../classify/as-read.ts';
import { raise } from '../classify/raise.ts';
import { decide } from '../decide/decide.ts';
import { identifyActor } from '../environment/actor.ts';
import type { Host } from '../host.ts';
import { forbid } from '../policy/forbid.ts';
import { raiseByOwners } from '../policy/own-rules.ts';
import type { Policy } from '../policy/policy.ts';
import { pastOf } from '../policy/until.ts';
import { unanswered } from '../target/unanswered.ts';
import type { AtStake, Classification, Invocation, Judgement, SqlFinding, SqlHazard } from '../types.ts';
import type { Place } from './resolve.ts';

interface Judged {
  readonly invocation: Invocation;
  /** As it is by itself, wherever it runs. */
  readonly classification: Classification;
  /** The line, where that is another one: of a call. */
  readonly typed?: Invocation;
}

/** What becomes of a line, or a call, whose databases and place are known. */
export function judgeAt(
  host: Host,
  policy: Policy,
  { invocation, classification, typed = invocation }: Judged,
  place: Place,
): Judgement {
  const { resolution, environment } = place;
  const raised = raiseByOwners(raise(classification, place), typed, place, policy);
  const { because, ...decided } = forbid(decide(raised, environment, matrix), typed, policy);
  const aside = resolution.targets.flatMap((target) => [...pastOf(policy, target), unanswered(target) ?? []].flat());
  const decision = { ...decided, because: [...because, ...new Set(aside)] };
  return { invocation, classification: raised, resolution, environment, actor: identifyActor(host), decision };
}

/** The same once its SQL was read. `finding`: undefined where nobody could read it. */
export function judgeRead(
  host: Host,
  policy: Policy,
  judged: Judged,
  place: Place,
  finding: SqlFinding | undefined,
): Judgement {
  const judgement = judgeAt(host, policy, { ...judged, classification: asRead(judged.classification, finding) }, place);
  const { sql } = judged.classification;
  if (sql === undefined || finding === undefined) return judgement;
  // The script of a difference is the engine's own, and that of an operation has no lines in its file.
  const hasNoLines = sql === 'diff' || judged.invocation.major === 8;
  const placed = <T extends AtStake | SqlHazard>(all: readonly T[]): readonly T[] =>
    hasNoLines ? all.map((each) => ({ ...each, line: undefined })) : all;
  const [stake, hazards] = [placed(finding.stake), placed(finding.hazards)];
  const { corrections = [] } = finding;
  return {
    ...judgement,
    ...(stake.length > 0 && { stake }),
    ...(hazards.length > 0 && { hazards }),
    ...(corrections.length > 0 && { corrections }),
  };
}
