import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import type { Line } from './line.ts';

/** The scripts of a package.json. */
export function scriptLines(text: string): Line[] {
  const tree = parseTree(text);
  const scripts = tree && findNodeAtLocation(tree, ['scripts']);
  return (scripts?.children ?? []).flatMap(({ children: [name, value] = [] }) => {
    if (typeof name?.value !== 'string' || typeof value?.value !== 'string') return [];
    return [{ line: text.slice(0, name.offset).split('\n').length, text: value.value, script: name.value }];
  });
}
