/** argv → parse → classify → resolve → decide → confirm → back up → hand off → record. The order is here and nowhere else. */
import { grammars } from '../../policy/grammar/index.ts';
import { matrix } from '../../policy/matrix.ts';
import { rules } from '../../policy/rules/index.ts';
import { mayAskEngine, variablesFor } from '../channel/gate.ts';
import { classify, inPlace } from '../classify/classify.ts';
import { decide } from '../decide/decide.ts';
import { judgeVariables } from '../environment/judge-variables.ts';
import { strictest } from '../environment/strictest.ts';
import { errors } from '../errors/codes.ts';
import { kindOf } from '../errors/kind.ts';
import type { Host } from '../host.ts';
import { parse } from '../parse/parse.ts';
import type { Policy } from '../policy/policy.ts';
import type { Classification, Invocation, Judgement, Program, RealCli, SqlFinding } from '../types.ts';
import { write } from '../ui/write.ts';

type Start = (host: Host, cli: RealCli) => Promise<never>;

/**
 * Undefined for a line without a risk: this process may be the real CLI, and has the variables that it needs. Else a
 * promise that never settles, because its end is that of the process. May throw.
 */
export function guardLine(host: Host, cli: RealCli, program: Program): Promise<never> | undefined {
  const invocation = parse(program, cli.major, host.argv, grammars);
  const classification = classify(invocation, rules);
  if (classification.risk !== 'none') {
    const started = guard(host, cli, invocation, classification);
    return started.then((start) => start(host, cli)).catch((error) => failWith(host, error));
  }
  if (mayAskEngine(cli, classification)) host.setVariables(variablesFor(host, cli));
  return undefined;
}

/** `started`: whether the real CLI had been. */
export async function failWith(host: Host, error: unknown, started = false): Promise<never> {
  const step = await import('../ui/fail.ts').catch(() => undefined);
  if (step) return step.fail(host, error, started);
  // Not even the words can be loaded: most likely no file can be opened any more.
  const state = started ? 'after Prisma was started' : 'so Prisma was not started';
  write(host, `prisma-interlock[internal]: It failed (${kindOf(error)}), ${state}.\n`);
  return host.exit(errors.internal.exit);
}

/** Gives the way to start the real CLI once it may be started; otherwise ends the process. */
async function guard(host: Host, cli: RealCli, invocation: Invocation, classification: Classification): Promise<Start> {
  let started = false;
  host.onCrash((error) => void failWith(host, error, started));
  const { classification: placed, environment, decision } = judgeByVariables(host, classification);
  // What only empties a shadow database may find nothing in it.
  if (environment.name === 'production' && decision.verdict === 'block' && placed.reach !== 'shadow') {
    // No other evidence makes this kinder, so neither a policy nor a database is looked for.
    const { refuse } = await import('./refuse.ts');
    const { identifyActor } = await import('../environment/actor.ts');
    const actor = identifyActor(host);
    return refuse(host, { invocation, classification: placed, resolution: undefined, environment, actor, decision });
  }
  const step = await import('./guarded.ts');
  const policy = await step.loadPolicy(host, step.findProjectRoot(host));
  const run = step.newRun(host, cli, policy);
  const contact = step.meetsEngineFirst(host, cli, invocation);
  const go = (line?: Parameters<typeof step.runGuarded>[1]) => () => {
    started = true;
    return step.runGuarded(run, line);
  };
  if (contact) return go({ invocation, classification, byQuestion: contact === 'by question' });
  const { judgement, needSame } = await judgeUnder(policy, host, cli, invocation, classification);
  // Prisma's own error says it best. Should it reach its engine after all, it is judged there.
  if (judgement.resolution?.endsByItself) return go({ invocation, classification, byQuestion: false });
  const refused = await step.settleLine(run, judgement, true);
  if (refused) return step.refuse(host, judgement, refused.confirmation);
  await needSame();
  return go();
}

/** What the variables alone say of a line. */
export function judgeByVariables(
  { env }: Pick<Host, 'env'>,
  classification: Classification,
): Pick<Judgement, 'classification' | 'environment' | 'decision'> {
  const environment = strictest(judgeVariables(env));
  const placed = inPlace(classification, environment);
  return { classification: placed, environment, decision: decide(placed, environment, matrix) };
}

/** Everything up to the decision: `explain` stops here. Throws `policy-invalid`. */
export async function judge(
  host: Host,
  cli: RealCli,
  invocation: Invocation,
  classification: Classification,
): Promise<Judgement & { readonly policy: Policy }> {
  const step = await import('./guarded.ts');
  const policy = await step.loadPolicy(host, step.findProjectRoot(host));
  const place = await step.resolve(host, cli, invocation, classification, policy);
  const judged = { invocation, classification };
  const judgement = step.judgeAt(host, policy, judged, place);
  const main = judgement.resolution?.targets.find(({ role }) => role === 'main');
  const isRead = classification.sql !== undefined && step.isReadFirst(judgement);
  if (!isRead || (main === undefined && invocation.command !== 'db migrate')) return { ...judgement, policy };
  const { findOnDisk } = await import('./on-disk.ts');
  const finding = main && (await findOnDisk(host, cli, invocation, main));
  const read = { ...judged, classification: asFound(judged, finding) };
  return { ...step.judgeRead(host, policy, read, place, finding), policy };
}

/** Operations that nobody could read get no milder cell for being migrations: no engine's call is held later. */
function asFound(
  { invocation, classification }: Pick<Judgement, 'invocation' | 'classification'>,
  finding: SqlFinding | undefined,
): Classification {
  const { sql: _, ...byName } = classification;
  return invocation.command === 'db migrate' && finding === undefined ? byName : classification;
}

interface Judged {
  readonly judgement: Judgement;
  /** Throws `sql-changed` where the line would run other SQL by now than that which was read. */
  needSame(): Promise<void>;
}

/** By the SQL that is about to run, where the line runs it by itself: of Prisma 8, which has no engine that could be held. */
async function judgeUnder(
  policy: Policy,
  host: Host,
  cli: RealCli,
  invocation: Invocation,
  classification: Classification,
): Promise<Judged> {
  const step = await import('./guarded.ts');
  const place = await step.resolve(host, cli, invocation, classification, policy);
  const judged = { invocation, classification };
  const before = step.judgeAt(host, policy, judged, place);
  if (invocation.command !== 'db migrate' || !step.isReadFirst(before))
    return { judgement: before, needSame: async () => {} };
  const { findPending, foresightOf, needSamePending } = await import('./operations.ts');
  const { seeOnce } = await import('./see.ts');
  const pending = await findPending(host, cli, invocation);
  const main = place.resolution.targets.find(({ role }) => role === 'main');
  const see = seeOnce(host, main, async () => foresightOf(pending));
  const after = (finding: SqlFinding | undefined) =>
    step.judgeRead(host, policy, { ...judged, classification: asFound(judged, finding) }, place, finding);
  const judgement = await step.judgeBySql(before, see, after);
  const wasAsked = judgement.decision.verdict === 'confirm';
  return { judgement, needSame: async () => pending && needSamePending(host, cli, invocation, pending, wasAsked) };
}
