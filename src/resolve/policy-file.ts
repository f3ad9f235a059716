import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { InterlockError } from '../errors/interlock-error.ts';
import { nearestWord } from './nearest-word.ts';
import { plain } from './plain.ts';
import { firstIssue, type PolicyFile, policyFile, repositoryKeys } from './policy-schema.ts';

/** Reads one policy file, JSON with comments. Throws InterlockError `policy-invalid` with file, line and column. */
export function readPolicyFile(file: string, text: string): PolicyFile {
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { allowTrailingComma: true });
  const broken = errors[0];
  if (broken) throw invalid(file, text, broken.offset, `${printParseErrorCode(broken.error)}: this is not JSON.`);
  if (tree === undefined) throw invalid(file, text, 0, 'The file is empty.');
  const twice = repeatedKey(tree);
  if (twice) throw invalid(file, text, twice.offset, `The key "${plain(String(twice.value))}" is there twice.`);

  // To the checker a list is an object without keys.
  const objects = [
    tree,
    findNodeAtLocation(tree, ['environments']),
    findNodeAtLocation(tree, ['backup']),
    findNodeAtLocation(tree, ['backup', 'freshness']),
  ];
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
  const nearest = nearestWord(key, keysAt(issue.path.slice(0, -1)));
  throw invalid(
    file,
    text,
    node?.parent?.offset ?? 0,
    `The key "${plain(issue.path.join('.'))}" is unknown.`,
    `Did you mean "${nearest}"? Correct or remove the key.`,
  );
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

function keysAt(path: readonly string[]): string[] {
  const { backup } = policyFile.entries;
  if (path[1] === 'repository') return repositoryKeys;
  if (path[0] !== 'backup') return Object.keys(policyFile.entries);
  return Object.keys(
    path[1] === 'freshness' ? backup.wrapped.entries.freshness.wrapped.entries : backup.wrapped.entries,
  );
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
