import fc from 'fast-check';
import { levelLine } from './generate.ts';
import { type LevelMajor, predict } from './model.ts';

/** The forms that were once found to surprise, each run whatever the generator draws. */
const traps: readonly (readonly string[])[] = [
  ...[
    'db push --force-reset',
    'db push --force-reset=false',
    'db push --force-reset false',
    'db push --force-reset -- --help',
    'db push --accept-data-loss',
    'db push --accept-data-loss=0',
    'db push -- --force-reset',
    'db push x --force-reset',
    'db push --force-reset --help',
    'db push --force-reset --schema=--help',
    'db push --no-force-reset',
    'db -- push --force-reset',
    '-- db push --force-reset',
    '-- db push --config alt.config.ts --force-reset',
    '--config alt.config.ts db push --force-reset',
    '--json db push --force-reset',
    '--telemetry-information x db push --force-reset',
    '--preview-feature db push --force-reset --',
    '--preview-feature db push --force-reset',
    'migrate reset',
    'migrate reset -f',
    'migrate reset -ff',
    'migrate reset -f x --help',
    'migrate reset --force . -h',
    'migrate reset --force=false',
    'migrate reset x --force',
    'migrate reset -- --force',
    'migrate reset --force x --config alt.config.ts',
    'migrate reset --schema --preview-feature prisma/schema.prisma --force',
    'migrate --preview-feature reset --force',
    'migrate --telemetry-information reset reset -f',
    '-- migrate -- reset -f',
    '--experimental migrate reset -f x',
    '--early-access migrate reset --force --',
    'migrate dev --create-only --name x',
    'migrate dev -- --create-only',
    'migrate deploy',
    'migrate deploy x --help',
    'migrate resolve --applied 20260101000000_init',
    'migrate diff --from-empty --to-migrations prisma/migrations',
    'db execute --file script.sql',
    'db execute --file script.sql --schema prisma/schema.prisma -- --help',
    'db execute --stdin',
    'db execute --stdin=false',
    'db seed -- --help',
    'db seed x --help',
    'db pull --print',
    'db drop --preview-feature -f',
    'migrate status',
    'validate db push --force-reset',
    'format',
    '--version',
    '-h db push --force-reset',
    'constructor',
  ].map((line) => line.split(' ')),
  ['db', 'push', '--schema', '', '--force-reset'],
  ['', 'db', 'push', '--force-reset'],
  ['db', 'push', '--force-reset=\nfalse'],
  ['db', 'push', '--force-reset', ''],
  ['db', 'push', ' --force-reset'],
];

/** Programs that answer to no schema engine, open a server, or ask the network. */
const left = new Set(['studio', 'init', 'generate', 'complete', 'debug', 'telemetry']);

/** At least `count` different lines for that CLI, the same ones each time. */
export function corpus(major: LevelMajor, count: number): string[][] {
  const drawn = fc.sample(levelLine, { numRuns: count * 6, seed: 20_250_904 + major });
  const lines = new Map<string, string[]>();
  // Of lines that are refused there are far more than of all others: a quarter is enough.
  let refused = 0;
  for (const argv of [...traps.map((words) => [...words]), ...drawn]) {
    const outcome = predict(major, argv);
    if (outcome === 'outside' || argv.some((word) => left.has(word) || word.includes('\u0000'))) continue;
    if (outcome === 'refuses' && ++refused > count / 4) continue;
    if (lines.size < count) lines.set(JSON.stringify(argv), argv);
  }
  return [...lines.values()];
}
