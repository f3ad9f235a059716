/** Where in the text of a policy file things stand. */
import { createScanner, findNodeAtLocation, type Node } from 'jsonc-parser';
import type { Spot } from './policy.ts';

export function spotAt(file: string, text: string, offset: number): Spot {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

/** The checker counts the entries of a list in words. */
export function placesIn(tree: Node, path: readonly string[]): (string | number)[] {
  const places: (string | number)[] = [];
  for (const key of path) {
    const isList = findNodeAtLocation(tree, places)?.type === 'array';
    places.push(isList ? Number(key) : key);
  }
  return places;
}

/** Where the innermost value on the way to one that is missing begins. */
export function nearestOf(tree: Node, path: readonly string[]): number {
  for (let length = path.length - 1; length > 0; length -= 1) {
    const found = findNodeAtLocation(tree, placesIn(tree, path.slice(0, length)));
    if (found) return found.offset;
  }
  return 0;
}

/** Of a property that is where its key stands. */
export function offsetOf(tree: Node, path: readonly (string | number)[]): number {
  const node = findNodeAtLocation(tree, [...path]);
  return (node?.parent?.type === 'property' ? node.parent.offset : node?.offset) ?? 0;
}

/** Where the text first goes below so many levels. */
export function placeBelow(text: string, levels: number): number | undefined {
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

/** JSON's readers take the last of two, people the first: neither is safe to guess. */
export function repeatedKey(node: Node): Node | undefined {
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
