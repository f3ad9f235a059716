/** Rules that the owners of a database add to ours. They make lines stricter, and nothing milder. */
import { grammars } from '../../policy/grammar/index.ts';
import { matrix } from '../../policy/matrix.ts';
import { rules } from '../../policy/rules/index.ts';
import { classify, matches } from '../classify/classify.ts';
import { parse } from '../parse/parse.ts';
import { escapeDeceptive } from '../secrets/clean.ts';
import { fitOf } from '../target/name.ts';
import type { Classification, EnvironmentName, Invocation, MatrixCell, Resolution, Risk } from '../types.ts';
import type { OwnRule, Policy } from './policy.ts';

const majors = [5, 6, 7, 8];

/** For people, behind "such a line". */
const meanings: Readonly<Record<OwnRule['risk'], string>> = {
  change: 'can change a database',
  unknown: 'is one of which nobody can tell what it would do',
  destroy: 'destroys data',
};

/** The same line, made more by the strictest of the owners' rules that match it. What can lose nothing stays so. */
export function raiseByOwners(
  classification: Classification,
  line: Invocation,
  {
    resolution,
    environment,
  }: { readonly resolution: Resolution; readonly environment: { readonly name: EnvironmentName } },
  { rules: own = [] }: Policy,
): Classification {
  if (classification.risk === 'none') return classification;
  return own
    .filter((rule) => matches(rule.when, line) && speaksOf(rule, resolution))
    .reduce((raised, rule) => raiseBy(raised, rule, environment.name), classification);
}

function raiseBy(classification: Classification, rule: OwnRule, place: EnvironmentName): Classification {
  const { risk, mainRisk } = classification;
  const main = mainRisk !== undefined && isStricterIn(place, rule.risk, mainRisk) ? { mainRisk: rule.risk } : {};
  if (!isStricterIn(place, rule.risk, risk)) return { ...classification, ...main };
  const because = escapeDeceptive(rule.because).replace(/\.?$/, '.');
  const why = `Its owners say that such a line ${meanings[rule.risk]} (rule ${rule.id}): ${because}`;
  return { ...classification, ...main, risk: rule.risk, raisedBy: { id: rule.id, why } };
}

/** Where it is not known which database a line reaches, it may be this one. */
function speaksOf({ where }: OwnRule, { targets, problem }: Resolution): boolean {
  if (where === undefined || problem !== undefined) return true;
  return targets.some((target) =>
    where.some((name) => fitOf(name, target) !== undefined || target.also?.includes(name) === true),
  );
}

const risks: readonly Risk[] = ['none', 'change', 'unknown', 'destroy'];
const verdicts: readonly MatrixCell['verdict'][] = ['allow', 'confirm', 'block'];
const confirmations: readonly MatrixCell['confirm'][] = ['none', 'yes', 'phrase', 'twice', 'thrice'];
const backups: readonly MatrixCell['backup'][] = ['none', 'cheap', 'always', 'mandatory'];

/** What counts as more differs from place to place: of a loss that is none nobody asks, of what nobody can read he does. */
function isStricterIn(place: EnvironmentName, one: Risk, other: Risk): boolean {
  const [a, b] = [one, other].map((risk) => matrix[place][risk]);
  if (a === undefined || b === undefined) return false;
  const steps = [
    verdicts.indexOf(a.verdict) - verdicts.indexOf(b.verdict),
    confirmations.indexOf(a.confirm) - confirmations.indexOf(b.confirm),
    backups.indexOf(a.backup) - backups.indexOf(b.backup),
    risks.indexOf(one) - risks.indexOf(other),
  ];
  return (steps.find((step) => step !== 0) ?? 0) > 0;
}

/** A sentence on why nobody would ever hear such a rule; undefined where it matches a line that a policy is read for. */
export function problemOfRule({ when }: Pick<OwnRule, 'when'>): string | undefined {
  if ((when.program === 'dropdb') === (when.commands !== undefined))
    return 'It names the commands of Prisma that it is about, or dropdb as the program.';
  const lines = linesOf(when);
  for (const command of when.commands ?? []) {
    if (!lines.some((line) => line.command === command))
      return `No Prisma that it names has a command "${command}" that takes these options.`;
  }
  for (const name of [...(when.given ?? []), ...(when.alsoGiven ?? [])]) {
    if (!lines.some(({ options }) => Object.hasOwn(options, name)))
      return `None of its commands has an option "${name}".`;
  }
  if (lines.length === 0) return 'No line can be one of these.';
  return lines.every((line) => classify(line, rules).risk === 'none')
    ? 'Such a line cannot lose data, so it is handed on before any policy is read.'
    : undefined;
}

/** Whether it makes any line stricter in any place. */
export function isHeard({ when, risk }: Pick<OwnRule, 'when' | 'risk'>): boolean {
  const found = linesOf(when).map((line) => classify(line, rules));
  const places = Object.keys(matrix) as EnvironmentName[];
  return found.some((line) => line.risk !== 'none' && places.some((place) => isStricterIn(place, risk, line.risk)));
}

/** One line for each way in which the conditions can hold. */
function linesOf(when: OwnRule['when']): Invocation[] {
  const commands = when.program === 'dropdb' ? ['dropdb'] : (when.commands ?? []);
  const tries = commands.flatMap((command) =>
    pick(when.given).flatMap((given) =>
      pick(when.alsoGiven).flatMap((also) =>
        pick(when.words).flatMap((word) => linesWith(command, [given, also], word, when.majors ?? majors)),
      ),
    ),
  );
  return tries.filter((line) => matches(when, line));
}

function pick(entries: readonly string[] | undefined): readonly (string | undefined)[] {
  return entries ?? [undefined];
}

/** Of an option nobody knows here whether it takes a value. */
function linesWith(
  command: string,
  names: readonly (string | undefined)[],
  word: string | undefined,
  of: readonly number[],
): Invocation[] {
  const options = names.filter((name) => name !== undefined);
  const spellings = [options.map((name) => `--${name}`), options.map((name) => `--${name}=1`)];
  return spellings.flatMap((spelled) => {
    if (command === 'dropdb') return [parse('dropdb', undefined, [...spelled, word ?? 'any'], grammars)];
    const argv = [...command.split(' '), ...spelled, ...(word === undefined ? [] : [word])];
    return of.map((major) => parse('prisma', major, argv, grammars));
  });
}
