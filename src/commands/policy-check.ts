import path from 'node:path';
import { errors } from '../errors/codes.ts';
import { mergePolicies, type ReadFile, readPolicies } from '../policy/load.ts';
import { isHeard } from '../policy/own-rules.ts';
import type { OwnRule, PolicyName } from '../policy/policy.ts';
import { findProjectRoot } from '../project/root.ts';
import { passwordsIn, redactText } from '../secrets/redact.ts';
import { bestFit } from '../target/name.ts';
import { targetNamed } from '../target/named.ts';
import type { Remark } from '../ui/report.ts';
import type { Call } from './command.ts';
import { show } from './output.ts';

/** What is broken, and what is valid and hardly meant. Exit code 78 where a file is broken, as a guarded line has then. */
export async function checkPolicies({ host, options, operands }: Call): Promise<number> {
  const root = findProjectRoot(host);
  const [, named] = operands;
  const files = await readPolicies(host, root, named === undefined ? undefined : [path.resolve(host.cwd, named)]);
  const realpath = (file: string) => host.fs.realpathSync(file);
  const valid = files.filter((each): each is ReadFile => !('error' in each));
  const { names = [], rules = [] } = mergePolicies(valid, root, realpath);
  const odd = [...oddities(names, root, realpath), ...pastDays(names), ...idleRules(rules)];
  const missing = named !== undefined && files.length === 0;
  const remarks: Remark[] = [
    ...files.map(
      (each): Remark =>
        'error' in each
          ? { level: 'fail', says: each.error.why, steps: each.error.next }
          : { level: 'ok', says: `${each.file}: valid` },
    ),
    ...odd.map(({ at, says }): Remark => ({ level: 'warn', says: `${at.file}:${at.line}:${at.column}: ${says}` })),
    ...(missing ? [{ level: 'fail', says: `${named}: there is no such file` } as const] : []),
    ...(files.length === 0 && !missing
      ? [{ level: 'ok', says: 'no policy file is there: the defaults hold' } as const]
      : []),
  ];
  const isBroken = missing || valid.length < files.length;
  const exit = isBroken ? errors['policy-invalid'].exit : 0;
  const records = [
    ...remarks.map(({ level, says, steps = [] }) => ({ kind: 'policy', level, says, next: steps })),
    { kind: 'summary', exit },
  ];
  show(host, { sections: [{ remarks }], records }, options.json === true);
  return exit;
}

/** Names that cannot be meant as they stand: a word that another line takes back, a password in what is committed. */
function oddities(names: readonly PolicyName[], root: string, realpath: (file: string) => string) {
  return names.flatMap((name, index) => {
    const says: string[] = [];
    if (passwordsIn(name.text).length > 0)
      says.push('there is a password in this URL, which a name needs not; take it out, and change it');
    const target = targetNamed(name.targets[0] ?? name.text, root, { cwd: root, realpath });
    const before =
      typeof target === 'string'
        ? []
        : names.slice(0, index).filter((each) => !each.isPast && bestFit(each.targets, target) === 'exact');
    for (const other of before.filter(({ key }) => isWord(key))) {
      if (!isWord(name.key) || name.isPast || other.word === name.word) continue;
      const where = `${other.at.file}:${other.at.line}`;
      says.push(
        name.key === 'disposable' || other.key === 'disposable'
          ? `"${redactText(name.text)}" is disposable here or at ${where}, and named under environments at the other: it is not disposable`
          : `"${redactText(name.text)}" is ${name.word} here and ${other.word} at ${where}: the stricter word holds`,
      );
    }
    return says.map((text) => ({ at: name.at, says: text }));
  });
}

/** Whether a name stands where something is said of what the database is. */
function isWord(key: string): boolean {
  return key === 'environments' || key === 'disposable';
}

/** Rules that our own table has overtaken. */
function idleRules(rules: readonly OwnRule[]) {
  return rules.flatMap((rule) => {
    const says = `the rule "${rule.id}" makes no line stricter: ${rule.risk} is no more than what they are by themselves`;
    return rule.at === undefined || isHeard(rule) ? [] : [{ at: rule.at, says }];
  });
}

/** Exceptions that nobody needs any more, or somebody needs to renew. */
function pastDays(names: readonly PolicyName[]) {
  return names
    .filter(({ isPast }) => isPast)
    .map(({ at, text, word, until }) => ({
      at,
      says: `"${redactText(text)}" was ${word} until ${until}, which is over: it makes nothing milder any more`,
    }));
}
