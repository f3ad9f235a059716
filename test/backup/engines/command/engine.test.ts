import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { restoreBackup } from '../../../../src/backup/operations/restore.ts';
import { listBackups } from '../../../../src/backup/repository/read.ts';
import type { EngineChoice } from '../../../../src/policy/policy.ts';
import { makePlace } from '../engine-places.ts';
import { scratchFolder, tickingHost } from '../scratch.ts';
import { choiceFor, policyWith } from './command-choice.ts';

const node = process.execPath;

async function start(choice: (folder: string) => EngineChoice) {
  const place = await makePlace('postgresql');
  await place.run('CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2)');
  const repository = scratchFolder();
  const policy = policyWith(place.target, choice(scratchFolder()), repository);
  const host = tickingHost();
  const why = { reason: 'manual', argv: [] };
  const make = () => backUp({ host, target: place.target, policy, why, kind: 'manual', need: 'always' });
  return { place, policy, repository, host, make };
}

it.each([
  ['ends with a code', ['-e', 'process.stdout.write("half"); process.exit(3)'], /exit code 3/],
  ['ends by a signal', ['-e', 'process.stdout.write("half"); process.kill(process.pid, "SIGTERM")'], /SIGTERM/],
  ['writes nothing', ['-e', ''], /empty/],
  ['takes too long', ['-e', 'process.stdout.write("half"); setInterval(() => {}, 1000)'], /took over 1 s/],
])('is no backup where the program %s', async (_, args, why) => {
  const { make, repository } = await start(() => ({
    ...choiceFor('postgresql'),
    backup: [node, ...args] as const,
    timeoutSeconds: 1,
  }));
  await expect(make()).rejects.toMatchObject({ code: 'backup-failed', why: expect.stringMatching(why) });
  expect(readdirSync(repository).filter((name) => !name.startsWith('.git') && name !== '.locks')).toEqual([]);
});

it('ends with a program whatever that left running, so that nothing writes to a backup that counts', async () => {
  const left =
    'require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {stdio: "inherit"})';
  const { make } = await start(() => ({
    ...choiceFor('postgresql'),
    backup: [node, '-e', `${left}; process.stdout.write("x", () => process.exit(0))`],
    inspect: undefined,
  }));
  expect(await make()).toMatchObject({ status: 'made' });
});

it('says of a program that is not there which one it is', async () => {
  const { make } = await start(() => ({ ...choiceFor('postgresql'), backup: ['/nowhere/at-all'] }));
  await expect(make()).rejects.toMatchObject({
    code: 'tool-missing',
    why: expect.stringContaining('/nowhere/at-all'),
  });
});

it('shows no password that a program prints', async () => {
  const { make, place } = await start(() => ({
    ...choiceFor('postgresql'),
    backup: [node, '-e', 'console.error(process.env.PRISMA_INTERLOCK_URL); process.exit(1)'],
  }));
  const error = await make().catch((caught: unknown) => caught);
  const { password } = new URL(place.target.url.reveal());
  expect(error).toMatchObject({ code: 'backup-failed', why: expect.stringContaining('[redacted]') });
  expect(JSON.stringify(error)).not.toContain(password);
});

it('restores what it made, and leaves the database alone where the program loads something else', async () => {
  const { make, place, policy, repository, host } = await start(() => choiceFor('postgresql'));
  await make();
  const [entry] = await listBackups(host, repository);
  if (entry?.state !== 'good') throw new Error('no backup');
  expect(entry.manifest).toMatchObject({ engine: 'command', check: 'inspected', snapshot: 'shared' });
  await place.run('DELETE FROM t WHERE a = 2');
  const request = { host, target: place.target, entry, ontoOther: false, argv: [] };

  const other = policyWith(place.target, { ...choiceFor('postgresql'), restore: [node, '-e', ''] }, repository);
  await expect(restoreBackup({ ...request, policy: other })).rejects.toMatchObject({ code: 'restore-refused' });
  expect(await place.rows('SELECT a FROM t')).toEqual([{ a: '1' }]);

  const none = policyWith(place.target, undefined, repository);
  await expect(restoreBackup({ ...request, policy: none })).rejects.toMatchObject({
    code: 'restore-refused',
    why: expect.stringContaining('no policy names'),
  });

  await restoreBackup({ ...request, policy });
  expect(await place.rows('SELECT a FROM t ORDER BY a')).toEqual([{ a: '1' }, { a: '2' }]);
});

it('does not call the moment of the fingerprints that of the backup where something was written meanwhile', async () => {
  const { make, place, repository, host } = await start((folder) => {
    const program = join(folder, 'slow.cjs');
    writeFileSync(
      program,
      `const pg = require(${JSON.stringify(join(import.meta.dirname, '../../../../node_modules/pg'))});
      const client = new pg.Client({ connectionString: process.env.PRISMA_INTERLOCK_URL });
      client.connect().then(() => client.query('INSERT INTO t VALUES (3)')).then(() => client.end())
        .then(() => process.stdout.write('something'));`,
    );
    return { ...choiceFor('postgresql'), backup: [node, program], inspect: undefined };
  });
  await make();
  const [entry] = await listBackups(host, repository);
  expect(entry).toMatchObject({ state: 'good', manifest: { snapshot: 'separate' } });
  expect(await place.rows('SELECT count(*)::int AS n FROM t')).toEqual([{ n: '3' }]);
});
