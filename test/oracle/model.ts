import { readWords, type Spec, type Words } from './read-words.ts';

/**
 * What the CLI of 5.22.0, 6.19.3 and 7.10.1 makes of a line, written after the classes of its bundles (CLI, DbCommand,
 * MigrateCommand and their leaves) and after nothing of `src/parse` or `policy/grammar`. Files that a line names are taken to be there.
 *
 * `refuses`: an error before any call. `prints`: help, version. `local`: reads, or writes files of the project.
 * `changes`: migrations, a push, the history, the seed. `destroys`: a reset, a forced push, a shadow database wiped by
 * `migrate diff`, or SQL that nobody has read; a reset that asks first destroys too. `outside`: programs that answer to no schema engine.
 */
export type Outcome = 'refuses' | 'prints' | 'local' | 'changes' | 'destroys' | 'outside';

export type LevelMajor = 5 | 6 | 7;

type Leaf = (argv: readonly string[], major: LevelMajor) => Outcome;

const help = { '--help': Boolean, '-h': '--help' } as const;
const telemetry = { '--telemetry-information': String } as const;
const config = (major: LevelMajor): Spec => (major === 5 ? {} : { '--config': String });
const only = (condition: boolean, spec: Spec): Spec => (condition ? spec : {});

export function predict(major: LevelMajor, argv: readonly string[]): Outcome {
  const read = readWords(
    argv,
    {
      ...help,
      ...telemetry,
      ...config(major),
      '--version': Boolean,
      '-v': '--version',
      '--json': Boolean,
      '--experimental': Boolean,
      '--preview-feature': Boolean,
      '--early-access': Boolean,
    },
    { stop: true },
  );
  if (read === undefined) return 'refuses';
  const name = read.rest[0];
  if (read.has.has('--version') || name === undefined || read.has.has('--help')) return 'prints';
  const rest = read.rest.slice(1);
  for (const flag of ['--experimental', '--preview-feature', '--early-access']) {
    if (read.has.has(flag)) {
      rest.push(`${flag}=true`);
      break;
    }
  }
  switch (name) {
    case 'db':
      return db(rest, major);
    case 'migrate':
      return migrate(rest, major);
    case 'introspect':
      return major === 7 ? 'refuses' : pull(rest, major);
    case 'generate':
    case 'validate':
    case 'format':
    case 'version':
    case 'telemetry':
    case 'debug':
    case 'studio':
    case 'init':
      return 'local';
    case 'complete':
      return major === 7 ? 'prints' : 'refuses';
    case 'platform':
      return 'outside';
    case 'mcp':
    case 'dev':
      return major === 5 ? 'refuses' : 'outside';
    case 'rules':
    case 'deploy':
    case 'login':
      return major === 6 ? 'outside' : 'refuses';
    case 'bootstrap':
    case 'postgres':
      return major === 7 ? 'outside' : 'refuses';
    default:
      return 'refuses';
  }
}

function group(argv: readonly string[], major: LevelMajor): Words | Outcome {
  const spec = { ...help, ...telemetry, ...config(major), '--preview-feature': Boolean };
  const read = readWords(argv, spec, { stop: true });
  if (read === undefined) return 'refuses';
  return read.rest.length === 0 || read.has.has('--help') ? 'prints' : read;
}

function db(argv: readonly string[], major: LevelMajor): Outcome {
  const read = group(argv, major);
  if (typeof read === 'string') return read;
  const leaf = new Map<string, Leaf>([
    ['execute', execute],
    ['pull', pull],
    ['push', push],
    ['seed', seed],
  ]).get(read.rest[0] as string);
  const rest = read.rest.slice(1);
  return leaf === undefined
    ? 'refuses'
    : leaf(read.has.has('--preview-feature') ? [...rest, '--preview-feature'] : rest, major);
}

function migrate(argv: readonly string[], major: LevelMajor): Outcome {
  const read = group(argv, major);
  if (typeof read === 'string') return read;
  const name = read.rest[0] as string;
  const rest = read.rest.slice(1);
  if (name === 'diff') return diff(read.has.has('--preview-feature') ? [...rest, '--preview-feature'] : rest, major);
  const leaves = new Map<string, Leaf>([
    ['dev', dev],
    ['reset', reset],
    ['deploy', deploy],
    ['status', status],
    ['resolve', resolve],
  ]);
  const leaf = leaves.get(name);
  return leaf === undefined
    ? 'refuses'
    : leaf(
        rest.filter((word) => word !== '--preview-feature'),
        major,
      );
}

/** One parse of a leaf; `then` is what follows once neither an error nor help ended it. */
function leaf(
  argv: readonly string[],
  spec: Spec,
  stop: boolean,
  then: (read: Words, given: (name: string) => boolean) => Outcome,
): Outcome {
  const read = readWords(argv, { ...help, ...spec }, { stop });
  if (read === undefined) return 'refuses';
  if (read.has.has('--help')) return 'prints';
  return then(read, (name) => (read.values.has(name) ? read.values.get(name) !== '' : read.has.has(name)));
}

const push: Leaf = (argv, major) =>
  leaf(
    argv,
    {
      ...telemetry,
      ...config(major),
      '--schema': String,
      '--accept-data-loss': Boolean,
      '--force-reset': Boolean,
      ...only(major < 7, { '--skip-generate': Boolean }),
      ...only(major === 7, { '--url': String }),
    },
    false,
    (_, given) => (given('--force-reset') || given('--accept-data-loss') ? 'destroys' : 'changes'),
  );

const execute: Leaf = (argv, major) =>
  leaf(
    argv,
    {
      ...telemetry,
      ...config(major),
      '--stdin': Boolean,
      '--file': String,
      ...only(major < 7, { '--schema': String, '--url': String }),
    },
    false,
    (_, given) => {
      if (given('--stdin') === given('--file')) return 'refuses';
      // 5 finds the default schema by itself.
      if (major < 7 && given('--url') && given('--schema')) return 'refuses';
      if (major === 6 && !given('--url') && !given('--schema')) return 'refuses';
      return 'destroys';
    },
  );

const pull: Leaf = (argv, major) =>
  leaf(
    argv,
    {
      ...config(major),
      '--url': String,
      '--print': Boolean,
      '--schema': String,
      '--schemas': String,
      '--force': Boolean,
      '--composite-type-depth': Number,
      ...only(major < 7, { '--local-d1': Boolean }),
    },
    true,
    () => 'local',
  );

const schemaOnly =
  (outcome: Outcome): Leaf =>
  (argv, major) =>
    leaf(argv, { ...telemetry, ...config(major), '--schema': String }, false, () => outcome);
const seed = schemaOnly('changes');
const deploy = schemaOnly('changes');
const status = schemaOnly('local');

const reset: Leaf = (argv, major) =>
  leaf(
    argv,
    {
      ...telemetry,
      ...config(major),
      '--force': Boolean,
      '-f': '--force',
      '--schema': String,
      ...only(major < 7, { '--skip-generate': Boolean, '--skip-seed': Boolean }),
    },
    true,
    () => 'destroys',
  );

const dev: Leaf = (argv, major) =>
  leaf(
    argv,
    {
      ...telemetry,
      ...config(major),
      '--name': String,
      '-n': '--name',
      '--create-only': Boolean,
      '--schema': String,
      ...only(major < 7, { '--skip-generate': Boolean, '--skip-seed': Boolean }),
      ...only(major === 7, { '--url': String }),
    },
    true,
    () => 'changes',
  );

const resolve: Leaf = (argv, major) =>
  leaf(
    argv,
    { ...telemetry, ...config(major), '--applied': String, '--rolled-back': String, '--schema': String },
    false,
    (_, given) => (given('--applied') === given('--rolled-back') ? 'refuses' : 'changes'),
  );

const sides = ['from', 'to'] as const;
const removedIn7: Spec = Object.fromEntries(
  sides.flatMap((side) => [
    [`--${side}-url`, String],
    [`--${side}-schema-datasource`, String],
    [`--${side}-schema-datamodel`, String],
    [`--${side}-local-d1`, Boolean],
  ]),
);
const sources = (major: LevelMajor): string[] =>
  major === 7
    ? ['empty', 'config-datasource', 'schema', 'migrations']
    : ['empty', 'schema-datasource', 'schema-datamodel', 'url', 'migrations', 'local-d1'];

const diff: Leaf = (argv, major) =>
  leaf(
    argv,
    {
      ...telemetry,
      ...config(major),
      ...removedIn7,
      ...Object.fromEntries(
        sides.flatMap((side) => [
          [`--${side}-empty`, Boolean],
          [`--${side}-migrations`, String],
        ]),
      ),
      ...only(major < 7, { '--shadow-database-url': String }),
      ...only(major === 7, {
        '--from-config-datasource': Boolean,
        '--to-config-datasource': Boolean,
        '--from-schema': String,
        '--to-schema': String,
      }),
      '--output': String,
      '-o': '--output',
      '--script': Boolean,
      '--exit-code': Boolean,
    },
    false,
    (read, given) => {
      if (major === 7 && Object.keys(removedIn7).some((name) => read.has.has(name))) return 'refuses';
      const isPaired = sides.every(
        (side) => sources(major).filter((source) => given(`--${side}-${source}`)).length === 1,
      );
      if (!isPaired) return 'refuses';
      if (!given('--from-migrations') && !given('--to-migrations')) return 'local';
      // 7 takes the shadow database from its config, and 6 where that says `engine: 'classic'`.
      if (major === 7) return 'destroys';
      if (!given('--shadow-database-url')) return major === 6 ? 'destroys' : 'local';
      return given('--from-local-d1') || given('--to-local-d1') ? 'refuses' : 'destroys';
    },
  );
