import {
  createScanner,
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { InterlockError } from '../errors/interlock-error.ts';
import { plain } from '../secrets/clean.ts';
import { nearestWord } from '../ui/nearest-word.ts';
import { firstIssue, type PolicyFile, policyFile, repositoryKeys } from './schema.ts';

/** More braces and brackets in one another than any policy has. The parser goes down one call a level. */
const deepest = 50;

/** Reads one policy file, JSON with comments. Throws InterlockError `policy-invalid` with file, line and column. */
export function readPolicyFile(file: string, text: string): PolicyFile {
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
  if (issue === undefined) return value as PolicyFile;
  const node = findNodeAtLocation(tree, [...issue.path]);
  const key = issue.path.at(-1) ?? '';
  if (!issue.unknownKey) {
    throw invalid(
      file,
      text,
      node?.offset ?? 0,
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

/** What lies in a repository is data, and must not name a program that runs. */
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
  const before = text.slice(0, offset).split('\n');
  const place = `${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`;
  return new InterlockError('policy-invalid', { why: `${place}: ${why}`, next: [next] });
}

/** Where the text first goes below so many levels. */
function placeBelow(text: string, levels: number): number | undefined {
  const scanner = createScanner(text, true);
  let depth = 0;
  while (scanner.getPosition() < text.length) {
    scanner.scan();
    const first = text[scanner.getTokenOffset()];
    if (first === '[' || first === '{') depth += 1;
    if (first === ']' || first === '}') depth -= 1;
    if (depth > levels) return scanner.getTokenOffset();
  }
  return undefined;
}

function keysAt(path: readonly string[]): string[] {
  const { backup } = policyFile.entries;
  const [section, part] = path;
  if (section !== 'backup') return Object.keys(policyFile.entries);
  if (part === undefined) return Object.keys(backup.wrapped.entries);
  if (part === 'repository') return repositoryKeys;
  const { freshness, keepPinned, keepManual } = backup.wrapped.entries;
  if (part === 'keepPinned') return Object.keys(keepPinned.wrapped.pipe[0].entries);
  if (part === 'keepManual') return Object.keys(keepManual.wrapped.pipe[0].entries);
  return part === 'freshness' ? Object.keys(freshness.wrapped.entries) : [];
}

/** JSON's readers take the last of two, people the first: neither is safe to guess. */
function repeatedKey(node: Node): Node | undefined {
  const children = node.children ?? [];
  if (node.type === 'object') {
    const seen = new Set<unknown>();
    for (const { children: [key] = [] } of children) {
      if (key && seen.has(key.value)) return key;
      seen.add(key?.value);
    }
  }
  for (const child of children) {
    const found = repeatedKey(child);
    if (found) return found;
  }
  return undefined;
}
