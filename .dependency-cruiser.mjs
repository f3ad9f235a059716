/**
 * The floors of the house, lowest first: a room imports rooms of lower floors, and of its own floor itself alone. Written
 * here and nowhere else; `npm run check` holds the code against it. docs/design.md, section 2, tells what is in each room.
 */
const floors = [
  ['errors'],
  ['sql'],
  ['secrets'],
  ['ui'],
  ['project'],
  ['databases'],
  ['channel'],
  ['target'],
  ['policy'],
  ['known'],
  ['environment'],
  ['backup', 'confirm', 'handoff', 'record'],
  ['pipeline'],
  ['doctor', 'setup'],
  ['commands', 'gate'],
  ['programs'],
];

/** Take facts and give values: they import nouns and policy data, and nothing that could touch the world. */
const pure = ['parse', 'classify', 'decide'];

/** Rooms that are entered by their index alone. */
const behindDoors = ['backup'];

const inRoom = (rooms) => `^src/(?:${rooms.join('|')})/`;

const upward = floors.flatMap((rooms, level) =>
  rooms.map((room) => ({
    name: `floor-of-${room}`,
    severity: 'error',
    comment: 'Imports run downward.',
    from: { path: inRoom([room]) },
    to: { path: inRoom(floors.slice(level).flat()), pathNot: inRoom([room]) },
  })),
);

const doors = behindDoors.map((room) => ({
  name: `door-of-${room}`,
  severity: 'error',
  comment: `Whoever is not in ${room} takes what its index gives.`,
  from: { path: '^src/', pathNot: inRoom([room]) },
  to: { path: inRoom([room]), pathNot: `^src/${room}/index\\.ts$` },
}));

export default {
  forbidden: [
    { name: 'circle', severity: 'error', comment: 'Type-only imports included.', from: {}, to: { circular: true } },
    {
      name: 'loose-file',
      severity: 'error',
      comment: 'At the root of src lie the nouns and the host alone.',
      from: { path: '^src/[^/]+$', pathNot: '^src/(types|host)\\.ts$' },
      to: {},
    },
    {
      name: 'pure',
      severity: 'error',
      comment: 'These take facts and give values. The parser of argv is the one that Prisma itself uses.',
      from: { path: inRoom(pure) },
      to: { pathNot: `${inRoom(pure)}|^src/types\\.ts$|^policy/|node_modules/arg/` },
    },
    {
      name: 'pure-apart',
      severity: 'error',
      comment: 'No step imports another step.',
      from: { path: '^src/(parse|classify|decide)/' },
      to: { path: inRoom(pure), pathNot: '^src/$1/' },
    },
    {
      name: 'data',
      severity: 'error',
      comment: 'Policy is data: it imports nouns.',
      from: { path: '^policy/' },
      to: { pathNot: '^policy/|^src/types\\.ts$' },
    },
    {
      name: 'unknown-room',
      severity: 'error',
      comment: 'Each room has a floor in this file.',
      from: { path: '^src/[^/]+/', pathNot: inRoom([...floors.flat(), ...pure]) },
      to: {},
    },
    ...upward,
    ...doors,
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
};
