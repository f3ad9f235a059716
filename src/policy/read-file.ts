import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { InterlockError } from '../errors/interlock-error.ts';
import { plain } from '../secrets/clean.ts';
import { readName } from '../target/name.ts';
import { nearestWord } from '../ui/nearest-word.ts';
import { problemOfForbid } from './forbid.ts';
import { problemOfRule } from './own-rules.ts';
import { nearestOf, offsetOf, placeBelow, placesIn, repeatedKey, spotAt } from './place-in-text.ts';
import type { Spot } from './policy.ts';
import { conditionKeys, ruleKeys } from './rule-schema.ts';
import { firstIssue, type PolicyFile, policyFile, repositoryKeys } from './schema.ts';
import { problemOfDay } from './until.ts';

/** More braces and brackets in one another than any policy has. The parser goes down one call a level. */
const deepest = 50;

/** Where in the file the value, or the property, at this path stands; at the file's beginning where there is none. */
export type SpotOf = (path: readonly (string | number)[]) => Spot;

/** Reads one policy file, JSON with comments. Throws InterlockError `policy-invalid` with file, line and column. */
export function readPolicyFile(file: string, text: string): { readonly says: PolicyFile; readonly spotOf: SpotOf } {
  const tooDeep = placeBelow(text, deepest);
  if (tooDeep !== undefined) throw invalid(file, text, tooDeep, `This is nested more than ${deepest} levels deep.`);
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const broken = errors[0];
  if (broken) throw invalid(file, text, broken.offset, `${printParseErrorCode(broken.error)}: this is not JSON.`);
  if (tree === undefined) throw invalid(file, text, 0, 'The file is empty.');
  const twice = repeatedKey(tree);
  if (twice) throw invalid(file, text, twice.offset, `The key "${plain(String(twice.value))}" is there twice.`);

  // To the checker a list is an object without keys.
  const nested = [['environments'], ['backup'], ['backup', 'engine'], ['backup', 'freshness']];
  const objects = [tree, ...nested.map((place) => findNodeAtLocation(tree, place))];
  const list = objects.find((node) => node?.type === 'array');
  if (list) throw invalid(file, text, list.offset, 'An object in braces belongs here, not a list.');

  const value: unknown = getNodeValue(tree);
  const issue = firstIssue(value);
  if (issue === undefined) {
    const says = value as PolicyFile;
    refuseNames(file, text, tree, says);
    refuseDays(file, text, tree, says);
    refuseForbids(file, text, tree, says);
    refuseRules(file, text, tree, says);
    return { says, spotOf: (path) => spotAt(file, text, offsetOf(tree, path)) };
  }
  const node = findNodeAtLocation(tree, placesIn(tree, issue.path));
  const key = issue.path.at(-1) ?? '';
  if (!issue.unknownKey) {
    throw invalid(
      file,
      text,
      node?.offset ?? nearestOf(tree, issue.path),
      `${issue.path.length > 0 ? `"${plain(issue.path.join('.'))}": ` : ''}${plain(issue.message)}.`,
    );
  }
  const known = keysAt(issue.path.slice(0, -1));
  const nearest = known.length > 0 ? `Did you mean "${nearestWord(key, known)}"? ` : '';
  throw invalid(
    file,
    text,
    node?.parent?.offset ?? 0,
    `The key "${plain(issue.path.join('.'))}" is unknown.`,
    `${nearest}Correct or remove the key.`,
  );
}

/** What lies in a repository must not name a program that a backup runs, in which passwords are: anybody's commit would. */
export function refusePrograms(file: string, says: PolicyFile): void {
  if (says.backup?.engine === undefined) return;
  throw new InterlockError('policy-invalid', {
    why: `${file}: "backup.engine" names programs, and a project's file may not.`,
    next: ["Put it into your own policy or the machine's: docs/engines.md tells where those are."],
  });
}

/** `next`: what the reader can do besides looking at the place. */
export function invalid(
  file: string,
  text: string,
  offset: number,
  why: string,
  next = 'Correct the file, then try again.',
): InterlockError {
  const { line, column } = spotAt(file, text, offset);
  return new InterlockError('policy-invalid', { why: `${file}:${line}:${column}: ${why}`, next: [next] });
}

/** A name that can mean no database would be a word that nobody hears. */
function refuseNames(file: string, text: string, tree: Node, says: PolicyFile): void {
  const names: [(string | number)[], string][] = [
    ...Object.keys(says.environments ?? {}).map((name): [string[], string] => [['environments', name], name]),
    ...(says.disposable ?? []).map((said, index): [(string | number)[], string] =>
      typeof said === 'string' ? [['disposable', index], said] : [['disposable', index, 'database'], said.database],
    ),
    ...Object.keys(says.backup?.engine ?? {}).map((name): [string[], string] => [['backup', 'engine', name], name]),
    ...(says.rules ?? []).flatMap(({ where = [] }, at) =>
      where.map((name, index): [(string | number)[], string] => [['rules', at, 'where', index], name]),
    ),
  ];
  for (const [path, name] of names) {
    const read = readName(name);
    if (read.kind !== 'none') continue;
    const why = `"${plain(name)}" is no name of a database. ${read.problem}`;
    const next =
      'Write it as `prisma-interlock status` shows it, app@db.example.com or prisma/dev.db, or as a URL without its password.';
    throw invalid(file, text, offsetOf(tree, path), why, next);
  }
}

/** A day that cannot be read would never be over. */
function refuseDays(file: string, text: string, tree: Node, says: PolicyFile): void {
  const dated: [(string | number)[], string | { readonly until: string }][] = [
    ...Object.entries(says.environments ?? {}).map(([name, said]): (typeof dated)[number] => [
      ['environments', name],
      said,
    ]),
    ...(says.disposable ?? []).map((said, index): (typeof dated)[number] => [['disposable', index], said]),
  ];
  for (const [path, said] of dated) {
    if (typeof said === 'string') continue;
    const { until } = said;
    const problem = problemOfDay(until);
    if (problem === undefined) continue;
    throw invalid(file, text, offsetOf(tree, [...path, 'until']), `"${plain(until)}" is no day. ${problem}`);
  }
}

/** A command that is misspelled would be forbidden to nobody. */
function refuseForbids(file: string, text: string, tree: Node, says: PolicyFile): void {
  for (const [index, said] of (says.forbid ?? []).entries()) {
    const command = typeof said === 'string' ? said : said.command;
    const problem = problemOfForbid(command);
    if (problem === undefined) continue;
    const place = ['forbid', index, ...(typeof said === 'string' ? [] : ['command'])];
    throw invalid(file, text, offsetOf(tree, place), `"${plain(command)}" forbids nothing. ${problem}`);
  }
}

/** A rule that matches no line would guard nothing, and one of two with the same name could not be told apart. */
function refuseRules(file: string, text: string, tree: Node, says: PolicyFile): void {
  const seen = new Set<string>();
  for (const [index, rule] of (says.rules ?? []).entries()) {
    const problem = seen.has(rule.id) ? 'Another rule of this file has this id.' : problemOfRule(rule);
    seen.add(rule.id);
    if (problem === undefined) continue;
    throw invalid(file, text, offsetOf(tree, ['rules', index]), `The rule "${rule.id}" guards nothing. ${problem}`);
  }
}

function keysAt(path: readonly string[]): string[] {
  const { backup } = policyFile.entries;
  const [section, part] = path;
  if (section === 'smoke') return ['run', 'timeoutSeconds'];
  if (section === 'rules') return path.length > 2 ? conditionKeys : ruleKeys;
  if (section !== 'backup') return Object.keys(policyFile.entries);
  if (part === undefined) return Object.keys(backup.wrapped.entries);
  if (part === 'repository') return repositoryKeys;
  const { freshness, keepPinned, keepManual } = backup.wrapped.entries;
  if (part === 'keepPinned') return Object.keys(keepPinned.wrapped.pipe[0].entries);
  if (part === 'keepManual') return Object.keys(keepManual.wrapped.pipe[0].entries);
  return part === 'freshness' ? Object.keys(freshness.wrapped.entries) : [];
}
