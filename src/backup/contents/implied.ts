import type { Contents } from '../engines/contract.ts';

type Objects = Contents['objects'];
type DumpedObject = Objects[number];

interface Sides {
  readonly expected: Objects;
  readonly actual: Objects;
}

/**
 * Both sides without what they hold alike under two names that the server chose. It is enough that one of them says so:
 * older backups do not. What is new and implied is no difference either, since what it follows from would be one: an older
 * server may not have had it as a thing of its own.
 */
export function withoutImplied({ expected, actual }: Sides): Sides {
  if (![...expected, ...actual].some(({ impliedOn }) => impliedOn !== undefined)) return { expected, actual };
  const names = { expected: new Set(expected.map(keyOf)), actual: new Set(actual.map(keyOf)) };
  const lost = new Map<string, DumpedObject[]>();
  for (const object of expected) {
    if (names.actual.has(keyOf(object))) continue;
    const alike = lost.get(contentsOf(object));
    if (alike) alike.push(object);
    else lost.set(contentsOf(object), [object]);
  }
  const paired = new Set<DumpedObject>();
  const known = new Set(expected.map(labelOf));
  for (const object of actual) {
    if (names.expected.has(keyOf(object))) continue;
    const alike = lost.get(contentsOf(object)) ?? [];
    const match = alike.find((one) => !paired.has(one) && areSame(one, object));
    if (match) paired.add(match).add(object);
  }
  const isNew = ({ kind, name, impliedOn }: DumpedObject) =>
    impliedOn !== undefined && !known.has(labelOf({ kind, name }));
  return {
    expected: expected.filter((object) => !paired.has(object)),
    actual: actual.filter((object) => !paired.has(object) && !isNew(object)),
  };
}

const labelOf = ({ kind, name }: Pick<DumpedObject, 'kind' | 'name'>) => JSON.stringify([kind, name]);
const contentsOf = ({ kind, detail }: DumpedObject) => JSON.stringify([kind, detail]);
const keyOf = ({ kind, name, detail }: DumpedObject) => JSON.stringify([kind, name, detail]);

function areSame(was: DumpedObject, is: DumpedObject): boolean {
  const on = is.impliedOn ?? was.impliedOn;
  return on !== undefined && [was, is].every(({ name }) => name.startsWith(`${on}.`));
}
