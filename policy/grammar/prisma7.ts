import type { LevelGrammar, OptionTable } from './types.ts';

/** Read from the bundle of prisma 7.10.1 (`build/cli.js`), the calls of its `arg` wrapper. */

const help = { '--help': 'flag', '-h': '--help' } as const;
const leaf = { ...help, '--config': 'value', '--telemetry-information': 'value' } as const;

const diff: OptionTable = {
  ...leaf,
  '--output': 'value',
  '-o': '--output',
  '--from-empty': 'flag',
  '--from-config-datasource': 'flag',
  '--from-schema': 'value',
  '--from-migrations': 'value',
  '--to-empty': 'flag',
  '--to-config-datasource': 'flag',
  '--to-schema': 'value',
  '--to-migrations': 'value',
  '--script': 'flag',
  '--exit-code': 'flag',
  // Parsed only to be refused with a hint at their successors.
  '--from-url': 'value',
  '--to-url': 'value',
  '--from-schema-datasource': 'value',
  '--to-schema-datasource': 'value',
  '--from-schema-datamodel': 'value',
  '--to-schema-datamodel': 'value',
  '--from-local-d1': 'flag',
  '--to-local-d1': 'flag',
};

const pull: OptionTable = {
  ...help,
  '--config': 'value',
  '--url': 'value',
  '--print': 'flag',
  '--schema': 'value',
  '--schemas': 'value',
  '--force': 'flag',
  '--composite-type-depth': 'number',
};

export const prisma7: LevelGrammar = {
  major: 7,
  config: true,
  root: {
    ...leaf,
    '--version': 'flag',
    '-v': '--version',
    '--json': 'flag',
    '--experimental': 'flag',
    '--preview-feature': 'flag',
    '--early-access': 'flag',
  },
  group: { ...leaf, '--preview-feature': 'flag' },
  commands: {
    init: 'harmless',
    generate: 'harmless',
    validate: 'harmless',
    format: 'harmless',
    version: 'harmless',
    studio: {
      options: {
        ...help,
        '--config': 'value',
        '--port': 'number',
        '-p': '--port',
        '--browser': 'value',
        '-b': '--browser',
        '--url': 'value',
      },
    },
    telemetry: 'harmless',
    debug: 'harmless',
    platform: 'foreign',
    mcp: 'foreign',
    dev: 'foreign',
    bootstrap: 'foreign',
    complete: 'harmless',
    postgres: 'foreign',
    db: {
      subcommands: {
        // In no release since 2.20, but people and agents still type it.
        drop: 'foreign',
        execute: {
          options: { ...leaf, '--stdin': 'flag', '--file': 'value' },
          readsAfterOperands: true,
        },
        pull: { options: pull },
        push: {
          options: {
            ...leaf,
            '--accept-data-loss': 'flag',
            '--force-reset': 'flag',
            '--schema': 'value',
            '--url': 'value',
          },
          readsAfterOperands: true,
        },
        seed: { options: { ...leaf, '--schema': 'value' }, readsAfterOperands: true },
      },
    },
    migrate: {
      subcommands: {
        dev: {
          options: {
            ...leaf,
            '--name': 'value',
            '-n': '--name',
            '--create-only': 'flag',
            '--schema': 'value',
            '--url': 'value',
          },
        },
        reset: {
          options: {
            ...leaf,
            '--force': 'flag',
            '-f': '--force',
            '--schema': 'value',
          },
        },
        deploy: { options: { ...leaf, '--schema': 'value' }, readsAfterOperands: true },
        status: { options: { ...leaf, '--schema': 'value' }, readsAfterOperands: true },
        resolve: {
          options: { ...leaf, '--applied': 'value', '--rolled-back': 'value', '--schema': 'value' },
          readsAfterOperands: true,
        },
        diff: { options: diff, readsAfterOperands: true },
      },
    },
  },
};
