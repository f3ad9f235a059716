import { grammars } from '../../policy/grammar/index.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify } from '../classify/classify.ts';
import { judgeTarget } from '../environment/judge.ts';
import { strictest } from '../environment/strictest.ts';
import { parse } from '../parse/parse.ts';
import { judge } from '../pipeline/guard.ts';
import { forbiddenBy } from '../policy/forbid.ts';
import { loadPolicy } from '../policy/load.ts';
import type { Policy } from '../policy/policy.ts';
import { locate } from '../project/locate.ts';
import { findProjectRoot } from '../project/root.ts';
import { redactText } from '../secrets/redact.ts';
import { bestFit } from '../target/name.ts';
import { targetNamed } from '../target/named.ts';
import type { Classification, Evidence, Target } from '../types.ts';
import { commandOf } from '../ui/judgement.ts';
import type { Fact } from '../ui/report.ts';
import type { Call } from './command.ts';
import { show } from './output.ts';
import { policyUsage } from './policy-usage.ts';

/** Which lines of which files speak of a database, or of those that a command line would reach. */
export async function explainPolicy(call: Call): Promise<number> {
  const { host, operands } = call;
  if (host.argv.includes('--')) return explainLine(call);
  const [, name] = operands;
  if (name === undefined) throw policyUsage('Name a database, app@db.example.com, or put a command line behind "--".');
  const root = findProjectRoot(host);
  const policy = await loadPolicy(host, root);
  const realpath = (file: string) => host.fs.realpathSync(file);
  const target = targetNamed(name, realpath(root), { cwd: host.cwd, realpath });
  if (typeof target === 'string') throw policyUsage(`This is no name of a database. ${target}`);
  const evidence = judgeTarget(target, policy);
  tell(call, policy, [target], { environment: strictest(evidence).name, evidence }, []);
  return 0;
}

async function explainLine(call: Call): Promise<number> {
  const { host } = call;
  const cli = locate(host, 'prisma');
  const argv = host.argv.slice(host.argv.indexOf('--') + 1);
  const invocation = parse('prisma', cli.major, argv, grammars);
  const judgement = await judge(host, cli, invocation, classify(invocation, rules));
  const { decision, classification, environment, resolution } = judgement;
  const problem = resolution?.problem;
  const forbidden = forbiddenBy(invocation, judgement.policy);
  const at = forbidden?.at;
  tell(
    call,
    judgement.policy,
    resolution?.targets ?? [],
    { environment: environment.name, evidence: environment.evidence },
    [
      ['command', commandOf(invocation)],
      [
        'verdict',
        `${decision.verdict}, by the rule ${classification.rule} (${classification.risk}) in ${environment.name}`,
      ],
      ...raisedFact(classification, judgement.policy),
      ...(at === undefined ? [] : [['forbidden', `${at.file}:${at.line}: "${forbidden?.command}"`] as const]),
      ...(problem === undefined ? [] : [['database', `not known: ${problem}`] as const]),
    ],
  );
  return 0;
}

function raisedFact({ raisedBy, risk }: Classification, { rules: own = [] }: Policy): Fact[] {
  const at = own.find(({ id, risk: is }) => id === raisedBy?.id && is === risk)?.at;
  return raisedBy === undefined || at === undefined
    ? []
    : [['raised', `${at.file}:${at.line}: rule ${raisedBy.id} makes it ${risk}`]];
}

interface Judged {
  readonly environment: string;
  readonly evidence: readonly Evidence[];
}

function tell(
  { host, options }: Call,
  policy: Policy,
  targets: readonly Target[],
  { environment, evidence }: Judged,
  head: readonly Fact[],
): void {
  const lines = targets.flatMap((target) => linesOn(target, policy));
  const facts: Fact[] = [
    ...head,
    ...targets.map(({ label, role }) => [role === 'main' ? 'database' : role, label] as const),
    ['environment', environment],
    ...evidence.map(({ why }) => ['', why] as const),
    ...(lines.length > 0
      ? lines.map(({ where, says }, index) => [index === 0 ? 'lines' : '', `${where}: ${says}`] as const)
      : [['lines', 'no policy file speaks of it'] as const]),
  ];
  const record = {
    targets: targets.map(({ label }) => label),
    environment,
    evidence,
    lines,
    facts: Object.fromEntries(head),
  };
  show(host, { sections: [{ facts, least: 12 }], records: [record] }, options.json === true);
}

/** Each with whether it counts. */
function linesOn(target: Target, { names = [] }: Policy) {
  const speaking = names.flatMap((name) => {
    const other = name.targets.some((each) => target.also?.includes(each)) ? 'other address' : undefined;
    const fit = bestFit(name.targets, target) ?? other;
    return fit === undefined ? [] : [{ name, fit }];
  });
  const isDeclared = speaking.some(({ name }) => name.key === 'environments');
  return speaking.map(({ name, fit }) => {
    const { text, word, key, at, until, isPast } = name;
    const day = until === undefined ? '' : ` until ${until}`;
    const counts = isPast
      ? ', which is over and makes nothing milder'
      : key === 'disposable' && isDeclared
        ? ', which does not count, because it is named under environments'
        : fit === 'alike'
          ? ', which counts only where it makes it stricter: its letters are other ones'
          : fit === 'other address'
            ? ', which counts only where it makes it stricter: it is the same database by another address'
            : '';
    return { where: `${at.file}:${at.line}`, key, says: `"${redactText(text)}" is ${word}${day}${counts}`, fit };
  });
}
