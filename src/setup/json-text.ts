/**
 * Edits of a JSON text that can be taken back to the byte: what is added comes with a copy of the white space that stands
 * before its neighbour, and what is removed takes exactly that along.
 */
import { findNodeAtLocation, getNodeValue, type Node, parseTree } from 'jsonc-parser';
import { eolOf } from './lines.ts';

/** Path of keys from the root. */
type Keys = readonly string[];

export function readAt(text: string, keys: Keys): unknown {
  const node = nodeAt(text, keys);
  return node && getNodeValue(node);
}

/** Adds a member to the object at `keys`, which is made where it is missing; after the member `after`, else as the last. */
export function addMember(text: string, keys: Keys, name: string, value: unknown, after?: string): string {
  const member = `${JSON.stringify(name)}: ${JSON.stringify(value)}`;
  let depth = keys.length;
  while (depth > 0 && nodeAt(text, keys.slice(0, depth)) === undefined) depth -= 1;
  const [present, missing] = [keys.slice(0, depth), keys.slice(depth)];
  const [eol, step, outer] = [eolOf(text), indentAt(text, []) || '  ', indentAt(text, present)];
  // Over several lines, which tells an object of ours from one that was there and empty.
  const made = missing.reduceRight((inner, key, level) => {
    const indent = outer + step.repeat(level);
    return `${JSON.stringify(key)}: {${eol}${indent}${step}${inner}${eol}${indent}}`;
  }, member);
  return insertMember(text, present, made, after);
}

/** Takes a member out again, and the object it was in where that was made for it. */
export function removeMember(text: string, keys: Keys, name: string): string {
  const members = nodeAt(text, keys)?.children ?? [];
  const index = members.findIndex((member) => member.children?.[0]?.value === name);
  const member = members[index];
  if (member === undefined) return text;
  const [before, behind] = [members[index - 1], members[index + 1]];
  if (before) return cut(text, endOf(before), endOf(member));
  if (behind) return cut(text, member.offset, behind.offset);
  const object = nodeAt(text, keys) as Node;
  const made = text.slice(object.offset + 1, member.offset).includes('\n');
  if (made && keys.length > 0) return removeMember(text, keys.slice(0, -1), keys.at(-1) ?? '');
  return cut(text, member.offset, endOf(member));
}

/** Puts words behind a text value. */
export function appendToValue(text: string, keys: Keys, words: string): string {
  const node = nodeAt(text, keys);
  if (node?.type !== 'string') return text;
  const end = endOf(node) - 1;
  return text.slice(0, end) + JSON.stringify(words).slice(1, -1) + text.slice(end);
}

/** Takes them off again, where they stand at its end. */
export function cutFromValue(text: string, keys: Keys, words: string): string {
  const node = nodeAt(text, keys);
  if (node?.type !== 'string') return text;
  const end = endOf(node) - 1;
  const written = JSON.stringify(words).slice(1, -1);
  return text.slice(0, end).endsWith(written) ? cut(text, end - written.length, end) : text;
}

/** Names of the members of an object, in their order. */
export function memberNames(text: string, keys: Keys): string[] {
  return (nodeAt(text, keys)?.children ?? []).map((member) => String(member.children?.[0]?.value));
}

function insertMember(text: string, keys: Keys, member: string, after?: string): string {
  const object = nodeAt(text, keys);
  if (object?.type !== 'object') return text;
  const members = object.children ?? [];
  const last = members.at(-1);
  if (last === undefined) return text.slice(0, object.offset + 1) + member + text.slice(object.offset + 1);
  const neighbour = members.find(({ children }) => children?.[0]?.value === after) ?? last;
  const blank = /\s*$/.exec(text.slice(object.offset + 1, last.offset))?.[0] ?? '';
  return `${text.slice(0, endOf(neighbour))},${blank}${member}${text.slice(endOf(neighbour))}`;
}

function treeOf(text: string): Node | undefined {
  // A byte order mark is no JSON, and as long as the blank that takes its place.
  return parseTree(text.replace(/^\uFEFF/, ' '), [], { allowTrailingComma: true });
}

function nodeAt(text: string, keys: Keys): Node | undefined {
  const tree = treeOf(text);
  return tree && findNodeAtLocation(tree, [...keys]);
}

const endOf = (node: Node): number => node.offset + node.length;
const cut = (text: string, from: number, to: number): string => text.slice(0, from) + text.slice(to);

/** White space at the start of the lines on which the members of an object stand. */
function indentAt(text: string, keys: Keys): string {
  const last = nodeAt(text, keys)?.children?.at(-1);
  if (last === undefined) return '';
  return /[\r\n]([ \t]*)$/.exec(text.slice(0, last.offset))?.[1] ?? '';
}
