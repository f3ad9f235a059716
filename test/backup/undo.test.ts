import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backUp } from '../../src/backup/back-up.ts';
import { engineFor } from '../../src/backup/engines.ts';
import { findBackup } from '../../src/backup/find-backup.ts';
import { describeLoss } from '../../src/backup/loss.ts';
import { fromText, readProject, toText } from '../../src/backup/project-files.ts';
import { restoreBackup } from '../../src/backup/restore.ts';
import { scratchOwner } from '../../src/backup/scratch-owner.ts';
import { findLast, findLoss } from '../../src/backup/undo.ts';
import { createHost, type Host } from '../../src/host.ts';
import { mergePolicies } from '../../src/resolve/policy.ts';
import type { Policy } from '../../src/types.ts';
import { type Kind, makePlace, type Place } from './engine-places.ts';
import { richSql, ruinSql } from './rich-sql.ts';
import { scratchFolder } from './scratch.ts';

const kinds: Kind[] = ['sqlite', 'postgresql', 'mysql'];
const day = 24 * 60 * 60 * 1000;

/** The real host, `later` milliseconds from now. */
function hostAt(later = 0): Host {
  return Object.create(createHost(), { now: { value: () => new Date(Date.now() + later) } }) as Host;
}

interface Guarded extends Place {
  readonly policy: Policy;
  guard(host?: Host): Promise<string>;
  undo(host?: Host): Promise<string | undefined>;
  contents(): Promise<unknown>;
  /** Databases, schemas or files that an undo kept. */
  kept(): Promise<string[]>;
}

async function start(kind: Kind): Promise<Guarded> {
  const place = await makePlace(kind);
  await place.run(richSql[kind]);
  const { target } = place;
  const repository = join(scratchFolder(), 'backups');
  const policy: Policy = {
    files: [],
    environments: [],
    disposable: [],
    backup: { ...mergePolicies([], '/').backup, repository, cheapBytes: 1e9 },
  };
  const owner = scratchOwner(hostAt(), repository, target.identity);
  return {
    ...place,
    policy,
    async guard(host = hostAt()) {
      const why = { reason: 'before migrate reset', argv: [] };
      const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
      if (made.status !== 'made') throw new Error(made.because);
      return made.backup.id;
    },
    async undo(host = hostAt()) {
      const entry = await findLast(host, policy, target);
      const request = { host, target, policy, entry, ontoOther: false, argv: [], undo: { project: undefined } };
      return (await restoreBackup(request)).kept;
    },
    contents: async () => {
      const read = await (await engineFor(kind))?.fingerprint({ host: hostAt(), target, onProgress: () => {} });
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      return { tables: [...(read?.tables ?? [])].sort(byName), objects: new Set(read?.objects) };
    },
    kept: () => keptBy(kind, place, owner),
  };
}

async function keptBy(kind: Kind, { target, rows }: Place, owner: string): Promise<string[]> {
  const mark = `_before_undo_${owner}`;
  if (kind === 'sqlite') {
    return readdirSync(dirname(target.identity.database)).filter((name) => name.includes(mark));
  }
  const sql =
    kind === 'mysql'
      ? `SELECT schema_name AS name FROM information_schema.schemata WHERE schema_name LIKE '%${mark}%'`
      : `SELECT datname AS name FROM pg_database WHERE datname LIKE '%${mark}%'`;
  return (await rows(sql)).map((row) => String(row['name']));
}

describe.each(kinds)('an undo on %s', (kind) => {
  test('brings everything back, keeps what it replaced for a day, and the next guarded command drops that', async () => {
    const at = await start(kind);
    const before = await at.contents();
    await at.guard();
    await at.run(ruinSql[kind]);
    const ruined = await at.contents();
    expect(ruined).not.toEqual(before);
    const kept = await at.undo();
    expect(await at.contents()).toEqual(before);
    const [name = ''] = await at.kept();
    expect(kept?.endsWith(name) && name !== '').toBe(true);
    await at.guard(hostAt(day - 60_000));
    expect(await at.kept()).toEqual([name]);
    await at.guard(hostAt(day + 60_000));
    expect(await at.kept()).toEqual([]);
  });

  test('is taken back by another, and that by a third', async () => {
    const at = await start(kind);
    await at.guard();
    const before = await at.contents();
    await at.run('CREATE TABLE later_one (id INT)');
    const ruined = await at.contents();
    for (const wanted of [before, ruined, before]) {
      await at.undo(hostAt(2000));
      await new Promise((resolve) => setTimeout(resolve, 5));
      expect(await at.contents()).toEqual(wanted);
    }
    expect(await at.kept()).toHaveLength(3);
  });

  test('says before what would be lost, and works where the database is gone', async () => {
    const at = await start(kind);
    const id = await at.guard();
    const before = await at.contents();
    const entry = await findBackup(hostAt(), at.policy, at.target, id);
    expect(await findLoss(hostAt(), at.policy, at.target, entry)).toEqual([]);
    await at.run('CREATE TABLE later_one (id INT)');
    await at.run('INSERT INTO later_one VALUES (1), (2)');
    expect(await findLoss(hostAt(), at.policy, at.target, entry)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(public\.)?later_one goes: .* 2 rows now$/)]),
    );
    await at.remove();
    expect((await findLoss(hostAt(), at.policy, at.target, entry))[0]).toBe('the database is not there now');
    expect(await at.undo()).toBeUndefined();
    expect(await at.contents()).toEqual(before);
  });
});

test('a manual backup is nothing that an undo goes back to', async () => {
  const at = await start('sqlite');
  const why = { reason: 'manual', argv: [] };
  await backUp({ host: hostAt(), target: at.target, policy: at.policy, why, kind: 'manual', need: 'always' });
  await expect(findLast(hostAt(), at.policy, at.target)).rejects.toMatchObject({ code: 'restore-refused' });
});

test('a loss is told table by table, in what the reader would miss', () => {
  const table = (name: string, rows: number, digest = 'a') => ({ name, rows, digest });
  const then = { tables: [table('a', 3), table('b', 5), table('c', 1), table('d', 2), table('same', 1)], objects: [] };
  const view = { kind: 'view', name: 'v', detail: 'x' };
  const now = {
    tables: [table('a', 4), table('b', 2), table('c', 1, 'b'), table('new', 1), table('same', 1)],
    objects: [view],
  };
  expect(describeLoss(then, now)).toEqual([
    'a has 1 row more now: they go',
    'b gets 3 rows back',
    'c has other contents now: they go',
    'new goes: it was not there, and holds 1 row now',
    'd comes back, with 2 rows',
    '1 other object will be as before',
  ]);
  expect(describeLoss(now, now)).toEqual([]);
});

test('the copy of the project survives being written, and none of its names leads out of the project', () => {
  const files = new Map([['prisma/schema.prisma', Buffer.from('model Ä {}\0')]]);
  expect(fromText(toText(files) ?? '')).toEqual(files);
  for (const name of ['../x', '/etc/x', 'a/../../x', 'a//x', '.', 'c:/x', 'a\\x']) {
    expect(() => fromText(JSON.stringify({ [name]: '' })), name).toThrow();
  }
  expect(readProject(hostAt(), scratchFolder())).toEqual(new Map());
});
