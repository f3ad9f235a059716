import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { readProject } from '../../../src/backup/operations/project-files.ts';
import { planFiles, putBack } from '../../../src/backup/operations/undo-files.ts';
import { listBackups } from '../../../src/backup/repository/read.ts';
import { createHost } from '../../../src/host.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import { configNames } from '../../../src/project/config-files.ts';
import { makePlace } from '../engines/engine-places.ts';
import { scratchFolder } from '../engines/scratch.ts';

const host = createHost();

/** Writes a file in the folder, and gives its path. */
function put(folder: string, name: string, content: string): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

test('a schema that only a config file names is kept and put back, whichever of its names the config has', async () => {
  for (const name of configNames(undefined)) {
    const root = scratchFolder();
    const up = '../'.repeat(name.split('/').length - 1);
    put(
      root,
      name,
      `export default { schema: '${up}data/model.prisma', migrations: { path: '${up}data/migrations' } };`,
    );
    put(root, 'data/model.prisma', 'model A {}');
    put(root, 'data/migrations/1/migration.sql', 'SELECT 1;');
    expect([...(readProject(host, root) ?? new Map()).keys()], name).toEqual([
      'data/migrations/1/migration.sql',
      'data/model.prisma',
    ]);
  }
});

test('a file that was there before the backup, and that the backup did not look at, is not taken away', async () => {
  const place = await makePlace('sqlite');
  await place.run('CREATE TABLE a (id INTEGER)');
  const root = scratchFolder();
  const schema = put(root, 'prisma/schema.prisma', 'model A {}');
  const other = put(root, 'data/model.prisma', 'model B {}');
  await sleep(50);
  const repository = join(scratchFolder(), 'backups');
  const policy = { ...mergePolicies([], root), backup: { ...mergePolicies([], root).backup, repository } };
  const why = { reason: 'before db push', argv: [] };
  const request = { host, target: place.target, policy, why, kind: 'automatic', need: 'always' } as const;
  await backUp({ ...request, project: readProject(host, root) });
  await sleep(50);
  writeFileSync(schema, 'model C {}');
  put(root, '.config/prisma7.ts', "export default { schema: '../data', migrations: { path: '../data/migrations' } };");
  const made = put(root, 'data/migrations/1/migration.sql', 'SELECT 1;');
  const [entry] = await listBackups(host, repository);
  if (entry?.state !== 'good') throw new Error('no backup');
  const plan = await planFiles(host, entry, { root, runs: [{ begun: new Date(0), ended: new Date() }] });
  expect(plan.left).toEqual(new Map([['data/model.prisma', 'it is older than the backup']]));
  await putBack(host, plan);
  expect(readFileSync(schema, 'utf8')).toBe('model A {}');
  expect(existsSync(other)).toBe(true);
  expect(existsSync(made)).toBe(false);
});
