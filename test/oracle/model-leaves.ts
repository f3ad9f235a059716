import { readWords, type Spec, type Words } from './read-words.ts';

/**
 * `refuses`: an error before any call. `prints`: help, version. `local`: reads, or writes files of the project.
 * `changes`: migrations, a push, the history, the seed. `destroys`: a reset, a forced push, a shadow database wiped by
 * `migrate diff`, or SQL that nobody has read; a reset that asks first destroys too. `outside`: programs that answer to no schema engine.
 */
export type Outcome = 'refuses' | 'prints' | 'local' | 'changes' | 'destroys' | 'outside';

export type LevelMajor = 5 | 6 | 7;

export type Leaf = (argv: readonly string[], major: LevelMajor) => Outcome;

export const help = { '--help': Boolean, '-h': '--help' } as const;
export const telemetry = { '--telemetry-information': String } as const;
export const config = (major: LevelMajor): Spec => (major === 5 ? {} : { '--config': String });
const only = (condition: boolean, spec: Spec): Spec => (condition ? spec : {});

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

export const push: Leaf = (argv, major) =>
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

export const execute: Leaf = (argv, major) =>
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

export const pull: Leaf = (argv, major) =>
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
export const seed = schemaOnly('changes');
export const deploy = schemaOnly('changes');
export const status = schemaOnly('local');

export const reset: Leaf = (argv, major) =>
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

export const dev: Leaf = (argv, major) =>
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

export const resolve: Leaf = (argv, major) =>
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

export const diff: Leaf = (argv, major) =>
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
