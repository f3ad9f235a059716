/** What single lines of a policy file say: of databases by their names, and of commands. */
import { fromSchemaFolder, settleName } from '../target/name.ts';
import type { EnvironmentLine, Forbidden, OwnRule, PolicyName } from './policy.ts';
import type { SpotOf } from './read-file.ts';
import type { PolicyFile } from './schema.ts';
import { isOver } from './until.ts';

export interface PolicyOf {
  readonly file: string;
  readonly says: PolicyFile;
  /** Where its relative paths start, if that is not the project's root. */
  readonly folder?: string;
  readonly isOwn?: boolean;
  readonly spotOf?: SpotOf;
  /** By which words with a last day are over; without it all of them are. */
  readonly now?: Date;
}

export function readForbids({ says, spotOf }: PolicyOf): Forbidden[] {
  return (says.forbid ?? []).map((said, index) => {
    const { command, because } = typeof said === 'string' ? { command: said } : said;
    return { command, ...(because !== undefined && { because }), ...(spotOf && { at: spotOf(['forbid', index]) }) };
  });
}

export function readRules(file: PolicyOf, projectRoot: string, realpath: (file: string) => string): OwnRule[] {
  const { says, spotOf } = file;
  const settle = settler(file, projectRoot, realpath);
  return (says.rules ?? []).map(({ where, when, ...said }, index) => {
    const names = where?.flatMap((name) => [...settle(name), ...guessesOf(name, settle)]);
    return { ...said, when, ...(names && { where: names }), ...(spotOf && { at: spotOf(['rules', index]) }) };
  });
}

/** Every name of a database that a file has, as `fitOf` reads it: relative paths start at the file's own folder. */
export function settleNames(file: PolicyOf, projectRoot: string, realpath: (file: string) => string) {
  const { says, isOwn = false, spotOf, now } = file;
  const settle = settler(file, projectRoot, realpath);
  const names: PolicyName[] = [];
  const take = (path: readonly (string | number)[], key: string, text: string, word: string, until?: string) => {
    const isPast = until !== undefined && isOver(until, now);
    const targets = settle(text);
    const at = spotOf?.(path);
    const guesses = key === 'environments' || key === 'rules' ? guessesOf(text, settle) : [];
    const day = until === undefined ? {} : { until, ...(isPast && { isPast: true as const }) };
    if (at) names.push({ text, targets: [...targets, ...guesses], key, word, at, isOwn, ...day });
    return { targets, guesses, isPast };
  };
  const environments = Object.entries(says.environments ?? {}).flatMap(([name, said]): EnvironmentLine[] => {
    const { is, until = '' } = typeof said === 'string' ? { is: said } : said;
    const path = ['environments', name];
    const { targets, guesses, isPast } = take(path, 'environments', name, is, until || undefined);
    const guessed = { is, isGuess: true } as const;
    // What is over makes nothing milder, and takes nothing back that it had made stricter.
    if (isPast) return [...targets, ...guesses].map((target) => ({ target, ...guessed, wasUntil: until }));
    return [...targets.map((target) => ({ target, is })), ...guesses.map((target) => ({ target, ...guessed }))];
  });
  const disposable = (says.disposable ?? []).flatMap((said, index) => {
    const { database, until = '' } = typeof said === 'string' ? { database: said } : said;
    const { targets, isPast } = take(['disposable', index], 'disposable', database, 'disposable', until || undefined);
    return isPast ? [] : targets;
  });
  for (const [at, { id, where = [] }] of (says.rules ?? []).entries()) {
    for (const [index, name] of where.entries()) take(['rules', at, 'where', index], 'rules', name, `of rule ${id}`);
  }
  const engines = Object.entries(says.backup?.engine ?? {}).flatMap(([name, choice]) =>
    take(['backup', 'engine', name], 'backup.engine', name, choice.kind).targets.map(
      (target) => [target, choice] as const,
    ),
  );
  return { environments, disposable, engines, names };
}

type Settle = (name: string) => string[];

function settler({ folder }: PolicyOf, projectRoot: string, realpath: (file: string) => string): Settle {
  return (name) => settleName(name, folder ?? projectRoot, projectRoot, realpath);
}

/** What a name may mean besides: enough for a stricter word. */
function guessesOf(name: string, settle: Settle): string[] {
  const schema = fromSchemaFolder(name);
  return schema === undefined ? [] : settle(schema);
}
