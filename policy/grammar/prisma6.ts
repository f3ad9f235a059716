import type { LevelGrammar, OptionTable } from './types.ts';

/** Read from the bundle of prisma 6.19.3 (`build/index.js`), the calls of its `arg` wrapper. */

const help = { '--help': 'flag', '-h': '--help' } as const;
const leaf = { ...help, '--config': 'value', '--telemetry-information': 'value' } as const;

const diff: OptionTable = {
  ...leaf,
  '--output': 'value',
  '-o': '--output',
  '--from-empty': 'flag',
  '--from-schema-datasource': 'value',
  '--from-schema-datamodel': 'value',
  '--from-url': 'value',
  '--from-migrations': 'value',
  '--from-local-d1': 'flag',
  '--to-empty': 'flag',
  '--to-schema-datasource': 'value',
  '--to-schema-datamodel': 'value',
  '--to-url': 'value',
  '--to-migrations': 'value',
  '--to-local-d1': 'flag',
  '--shadow-database-url': 'value',
  '--script': 'flag',
  '--exit-code': 'flag',
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
  '--local-d1': 'flag',
};

export const prisma6: LevelGrammar = {
  major: 6,
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
        ...leaf,
        '--port': 'number',
        '-p': '--port',
        '--browser': 'value',
        '-b': '--browser',
        '--hostname': 'value',
        '-n': '--hostname',
        '--schema': 'value',
      },
    },
    telemetry: 'harmless',
    debug: 'harmless',
    introspect: { options: pull },
    platform: 'foreign',
    mcp: 'foreign',
    rules: 'foreign',
    dev: 'foreign',
    deploy: 'foreign',
    login: 'foreign',
    db: {
      subcommands: {
        // In no release since 2.20, but people and agents still type it.
        drop: 'foreign',
        execute: {
          options: { ...leaf, '--stdin': 'flag', '--file': 'value', '--schema': 'value', '--url': 'value' },
          readsAfterOperands: true,
        },
        pull: { options: pull },
        push: {
          options: {
            ...leaf,
            '--accept-data-loss': 'flag',
            '--force-reset': 'flag',
            '--skip-generate': 'flag',
            '--schema': 'value',
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
            '--skip-generate': 'flag',
            '--skip-seed': 'flag',
          },
        },
        reset: {
          options: {
            ...leaf,
            '--force': 'flag',
            '-f': '--force',
            '--skip-generate': 'flag',
            '--skip-seed': 'flag',
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
