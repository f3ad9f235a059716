import { redactArgv } from '../secrets/redact.ts';
import type { Judgement } from '../types.ts';

/** What the log keeps of a judgement. Labels and rule ids, never a URL; words are cut so that a line stays a line. */
export function recordedFacts({ invocation, classification, resolution, environment, actor, decision }: Judgement) {
  const targets = resolution?.targets ?? [];
  const urls = targets.map(({ url }) => url);
  return {
    program: invocation.program,
    argv: redactArgv(invocation.argv.slice(0, 100).map(shorten), urls),
    rule: classification.rule,
    ...(classification.raisedBy && { ownRule: classification.raisedBy.id }),
    risk: classification.risk,
    targets: targets.map(({ label }) => label),
    environment: environment.name,
    actor: actor.kind,
    verdict: decision.verdict,
  };
}

function shorten(word: string): string {
  return word.length > 500 ? `${word.slice(0, 500)}…` : word;
}
