import type { GetoptGrammar } from './types.ts';

/** PostgreSQL 15, `src/bin/scripts/dropdb.c`; newer servers add no option. */
export const dropdb: GetoptGrammar = {
  program: 'dropdb',
  firstWordOnly: { '--help': 'help', '-?': 'help', '--version': 'version', '-V': 'version' },
  options: {
    '--host': 'value',
    '-h': '--host',
    '--port': 'value',
    '-p': '--port',
    '--username': 'value',
    '-U': '--username',
    '--no-password': 'flag',
    '-w': '--no-password',
    '--password': 'flag',
    '-W': '--password',
    '--echo': 'flag',
    '-e': '--echo',
    '--interactive': 'flag',
    '-i': '--interactive',
    '--if-exists': 'flag',
    '--maintenance-db': 'value',
    '--force': 'flag',
    '-f': '--force',
  },
};
