import fc from 'fast-check';
import { expect, it } from 'vitest';
import { needPrograms } from '../support/needs.ts';
import { run } from '../support/run.ts';
import { postgresProgram } from '../support/server-binaries.ts';
import { complaint, riskOf } from './compare.ts';
import { inParallel } from './measure.ts';

await needPrograms();

/** Without `-i` and `-W`, which ask at the terminal that the tests were started from, if there is one. */
const words = [
  'app',
  'app',
  '-app',
  '',
  '-',
  '--',
  '--help',
  '-?',
  '--version',
  '-V',
  '-h',
  '--host',
  '--host=127.0.0.1',
  '-h127.0.0.1',
  '-p',
  '-p1',
  '1',
  '--port=1',
  '-U',
  'me',
  '--user=me',
  '--username',
  '-e',
  '--echo',
  '--ec',
  '-f',
  '-ef',
  '-fe',
  '--force',
  '--forc',
  '--f',
  '--force=false',
  '--if-exists',
  '--if',
  '--if-exists=no',
  '-w',
  '-ew',
  '--no-password',
  '--no',
  '--maintenance-db',
  '--maintenance-db=postgres',
  '--m=x',
  '-x',
  '-efx',
  '--bogus',
  '--FORCE',
  '--i',
  '\n',
  '--host=',
  '--port',
  '-ep1',
];

it('a line of dropdb that the real one would act on is never taken for less than a drop', async () => {
  const dropdb = postgresProgram('dropdb');
  if (dropdb === undefined) throw new Error('dropdb of PostgreSQL is not installed.');
  const line = fc.array(fc.constantFrom(...words), { maxLength: 5 });
  const lines = [['app', '--help'], ['--help', 'app'], ['--', '-app'], ...fc.sample(line, { numRuns: 400, seed: 15 })];
  // Nothing listens on port 1: the program ends where it would have dropped.
  const env = { PATH: process.env.PATH ?? '', PGHOST: '127.0.0.1', PGPORT: '1', LC_ALL: 'C' };
  const ran = await inParallel(lines, 2, async (argv) => ({ argv, ...(await run(dropdb, argv, { cwd: '/', env })) }));
  const acted = ran.filter(({ stderr }) =>
    /could not (translate|connect)|connection to server|invalid port|invalid integer/.test(stderr),
  );
  expect(acted.length).toBeGreaterThan(40);
  const complaints = ran.flatMap(({ argv, exitCode, stderr }) => {
    const needed = exitCode === 0 ? 'none' : acted.some((each) => each.argv === argv) ? 'destroy' : 'anything';
    const said = complaint(needed, riskOf('dropdb', undefined, argv));
    return said === undefined ? [] : [{ said, argv, stderr }];
  });
  expect(complaints).toEqual([]);
});
