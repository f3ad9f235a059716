import fc from 'fast-check';
import { glued, sources, traps } from './traps.ts';
import { type Chunk, groupChunks, leaves, options, rootChunks, roots } from './vocabulary.ts';

const chunk = (chunks: readonly Chunk[]) => fc.constantFrom(...chunks);
const few = (arbitrary: fc.Arbitrary<Chunk>, maxLength: number) => fc.array(arbitrary, { maxLength });

/** An option with something behind `=`, which a flag throws away and a value keeps. */
const withGlue = (chunks: readonly Chunk[]): fc.Arbitrary<Chunk> =>
  fc
    .tuple(chunk(chunks), fc.constantFrom(...glued))
    .map(([option, tail]) => `${typeof option === 'string' ? option : (option[0] as string)}${tail}`);

/** The words drawn name members of every object as well: `constructor`. */
const member = <T>(record: Readonly<Record<string, T>>, name: string) =>
  Object.hasOwn(record, name) ? record[name] : undefined;

const optionOf = (leaf: string): fc.Arbitrary<Chunk> => {
  const own = member(options, leaf) ?? traps;
  return fc.oneof(
    { arbitrary: chunk(own), weight: 6 },
    { arbitrary: chunk(traps), weight: 3 },
    { arbitrary: withGlue(own), weight: 2 },
  );
};

const flatten = (chunks: readonly Chunk[]): string[] => chunks.flatMap((words) => words as string | string[]);

/** A line built from the top: root, group, leaf, each with words of its own level before it. */
const built = fc
  .record({
    before: fc.oneof({ arbitrary: fc.constant([]), weight: 3 }, { arbitrary: few(chunk(rootChunks), 2), weight: 2 }),
    root: fc.oneof(
      { arbitrary: fc.constantFrom('db', 'migrate'), weight: 8 },
      { arbitrary: fc.constantFrom(...roots), weight: 1 },
    ),
    between: fc.oneof({ arbitrary: fc.constant([]), weight: 3 }, { arbitrary: few(chunk(groupChunks), 2), weight: 1 }),
  })
  .chain(({ before, root, between }) =>
    fc
      .constantFrom(...(member(leaves, root) ?? ['push', 'reset', 'x']))
      .chain((leaf) => few(optionOf(leaf), 4).map((after) => flatten([...before, root, ...between, leaf, ...after]))),
  );

type Change = (argv: readonly string[], at: number, word: string) => string[];
const insert: Change = (argv, at, word) => [...argv.slice(0, at), word, ...argv.slice(at)];
const changes: readonly Change[] = [
  insert,
  insert,
  insert,
  (argv, at) => argv.filter((_, index) => index !== at),
  (argv, at) => insert(argv, at, argv[at] ?? ''),
  (argv, at, word) => argv.map((old, index) => (index === at ? word : old)),
  (argv, at, word) => argv.map((old, index) => (index === at && old.startsWith('-') ? `${old}=${word}` : old)),
  (argv, at) => [...argv.slice(0, at), ...argv.slice(at + 1, at + 2), ...argv.slice(at, at + 1), ...argv.slice(at + 2)],
  (argv, at) => argv.map((old, index) => (index === at ? old.toUpperCase() : old)),
];

const oneChange = fc.record({
  change: fc.constantFrom(...changes),
  place: fc.nat(12),
  word: chunk([...traps, ...rootChunks, ...groupChunks]),
});

/** A known line with one or two small changes anywhere in it. */
const changed = fc
  .tuple(fc.constantFrom(...sources), fc.array(oneChange, { minLength: 1, maxLength: 2 }))
  .map(([source, steps]) =>
    steps.reduce<string[]>(
      (argv, { change, place, word }) =>
        change(argv, place % (argv.length + 1), typeof word === 'string' ? word : (word[0] as string)),
      source.split(' '),
    ),
  );

/** Lines of Prisma 5 to 7, most of them one word away from destroying something. */
export const levelLine: fc.Arbitrary<string[]> = fc.oneof(
  { arbitrary: built, weight: 1 },
  { arbitrary: changed, weight: 2 },
);
