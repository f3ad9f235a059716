import {
  config,
  deploy,
  dev,
  diff,
  execute,
  help,
  type Leaf,
  type LevelMajor,
  type Outcome,
  pull,
  push,
  reset,
  resolve,
  seed,
  status,
  telemetry,
} from './model-leaves.ts';
import { readWords, type Words } from './read-words.ts';

export type { LevelMajor, Outcome } from './model-leaves.ts';

/**
 * What the CLI of 5.22.0, 6.19.3 and 7.10.1 makes of a line, written after the classes of its bundles (CLI, DbCommand,
 * MigrateCommand and their leaves) and after nothing of `src/parse` or `policy/grammar`. Files that a line names are taken to be there.
 */
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
    case 'init':
      return 'local';
    case 'complete':
      return major === 7 ? 'prints' : 'refuses';
    case 'platform':
    case 'studio':
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
