/** The parser's tree: objects of one key, the kind of a node in capitals, and within a node plain fields. */
import type { Node, RangeVar } from 'libpg-query';

/** The node of each kind. */
export type Nodes = { [Kind in AnyKey<Node>]: Extract<Node, Record<Kind, unknown>>[Kind] };
type AnyKey<Union> = Union extends unknown ? keyof Union : never;

export type Kind = keyof Nodes;

/** The node of that kind, where it is one. */
export function as<K extends Kind>(node: Node | undefined, kind: K): Nodes[K] | undefined {
  return (node as { [key in K]?: Nodes[K] } | undefined)?.[kind];
}

export function kindOf(node: Node | undefined): Kind | undefined {
  return Object.keys(node ?? {})[0] as Kind | undefined;
}

/** Every field below a node, in the order of the text. A visit that gives false is not gone into. */
export function walk(tree: unknown, visit: (key: string, value: unknown) => boolean | undefined): void {
  // By a stack of its own: a list of ten thousand ORs is as deep.
  const open: (readonly [key: string, value: unknown])[] = [['', tree]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [key, value] = next;
    if (key !== '' && visit(key, value) === false) continue;
    if (value === null || typeof value !== 'object') continue;
    const fields = Array.isArray(value) ? value.map((each) => ['', each] as const) : Object.entries(value);
    open.push(...fields.reverse());
  }
}

export function nameOf(relation: RangeVar | undefined): string[] {
  const { catalogname, schemaname, relname } = relation ?? {};
  return [catalogname, schemaname, relname].filter((part) => part !== undefined);
}

/** Names in a list of strings: those of a function, a type, an object to be dropped. */
export function namesOf(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => as(node, 'String')?.sval).filter((part) => part !== undefined);
}

/** A column as it stands in an expression: `"t"."c"` is c. */
export function columnOf(node: Node | undefined): string | undefined {
  return namesOf(as(node, 'ColumnRef')?.fields).at(-1);
}

export function textOf(node: Node | undefined): string | undefined {
  return as(node, 'A_Const')?.sval?.sval;
}
