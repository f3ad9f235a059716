import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeLoss } from '../../../src/backup/contents/loss.ts';
import { engineFor } from '../../../src/backup/engines/registry.ts';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { fromText, readProject, toText } from '../../../src/backup/operations/project-files.ts';
import { restoreBackup } from '../../../src/backup/operations/restore.ts';
import { scratchOwner } from '../../../src/backup/operations/scratch-owner.ts';
import { findWaysBack, refusePartialWay, type WayBack } from '../../../src/backup/operations/undo.ts';
import { createHost, type Host } from '../../../src/host.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import type { Policy } from '../../../src/policy/policy.ts';
import { oneOf, share } from '../../support/sweep.ts';
import { type Kind, makePlace, type Place } from '../engines/engine-places.ts';
import { richSql, ruinSql } from '../engines/rich-sql.ts';
import { scratchFolder } from '../engines/scratch.ts';
import { watchStatements } from '../engines/watched-statements.ts';

const kinds: Kind[] = ['sqlite', 'postgresql', 'mysql'];
const none: ReadonlySet<string> = new Set();
const day = 24 * 60 * 60 * 1000;

/** The real host, `later` milliseconds from now. */
function hostAt(later = 0): Host {
  return Object.create(createHost(), { now: { value: () => new Date(Date.now() + later) } }) as Host;
}

/** The newest state that is another one than the present; the newest of all where none is. */
async function findWayBack(...where: Parameters<typeof findWaysBack>): Promise<WayBack> {
  const ways: WayBack[] = [];
  for await (const way of findWaysBack(...where)) ways.push(way);
  return refusePartialWay(ways.find(({ loss }) => loss.length > 0) ?? (ways[0] as WayBack));
}

interface Guarded extends Place {
  readonly policy: Policy;
  /** A backup as before a command, or for another reason. */
  guard(host?: Host, reason?: string): Promise<string>;
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
    backup: { ...mergePolicies([], '/').backup, repository, keep: 1, cheapBytes: 1e9 },
  };
  const owner = scratchOwner(hostAt(), repository, target.identity);
  return {
    ...place,
    policy,
    async guard(host = hostAt(), reason = 'before migrate reset') {
      const why = { reason, argv: [] };
      const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
      if (made.status !== 'made') throw new Error(made.because);
      return made.backup.id;
    },
    async undo(host = hostAt()) {
      const { entry } = await findWayBack(host, policy, target, none);
      const request = { host, target, policy, entry, ontoOther: false, argv: [], undo: { project: undefined } };
      return (await restoreBackup({ ...request, acceptLoss: async () => {} })).kept;
    },
    contents: async () => {
      const read = await (await engineFor(kind))?.fingerprint({ host: hostAt(), target });
      const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
      return { tables: [...(read?.tables ?? [])].sort(byName), objects: new Set(read?.objects) };
    },
    kept: async () => (await keptBy(kind, place, owner)).sort(),
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

describe.each(share(kinds, 2))('an undo on %s', (kind) => {
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

  test('that fails half-way loses neither the way back nor what it replaced, and the next one works', async () => {
    const at = await start(kind);
    const before = await at.contents();
    const id = await at.guard();
    await at.run(ruinSql[kind]);
    const ruined = await at.contents();
    await expect(at.undo(failing(kind, at))).rejects.toMatchObject({ code: 'restore-refused' });
    const kept = await at.kept();
    expect(await at.contents()).toEqual(ruined);
    expect((await findWayBack(hostAt(1000), at.policy, at.target, none)).entry.id).toBe(id);
    // Neither the day that passes nor newer backups take them.
    for (const days of [2.5, 3, 3.5]) await at.guard(hostAt(days * day), 'scheduled');
    expect(await at.kept()).toEqual(kept);
    expect((await findWayBack(hostAt(4 * day), at.policy, at.target, none)).entry.id).toBe(id);
    await at.undo(hostAt(4 * day));
    expect(await at.contents()).toEqual(before);
    const all = await at.kept();
    expect(all).toHaveLength(kept.length + 1);
    await at.guard(hostAt(4.5 * day));
    expect(await at.kept()).toContain(all.at(-1));
    await at.guard(hostAt(6 * day));
    expect(await at.kept()).toEqual([]);
  });

  test('says before what would be lost, and works where the database is gone', async () => {
    const at = await start(kind);
    const id = await at.guard();
    const before = await at.contents();
    const find = () => findWayBack(hostAt(), at.policy, at.target, none);
    expect(await find()).toMatchObject({ entry: { id }, loss: [] });
    await at.run('CREATE TABLE later_one (id INT)');
    await at.run('INSERT INTO later_one VALUES (1), (2)');
    expect((await find()).loss).toEqual(
      expect.arrayContaining([expect.stringMatching(/^(public\.)?later_one goes: .* 2 rows now$/)]),
    );
    await at.remove();
    expect((await find()).loss[0]).toBe('the database is not there now');
    expect(await at.undo()).toBeUndefined();
    expect(await at.contents()).toEqual(before);
  });
});

/** The host on which what puts the copy into its place fails. */
function failing(kind: Kind, { target }: Pick<Place, 'target'>): Host {
  const host = createHost();
  const { database } = target.identity;
  const fail = () => new Error('by the test');
  if (kind === 'sqlite') {
    const renameSync: typeof host.fs.renameSync = (from, to) => {
      if (to === database) throw fail();
      host.fs.renameSync(from, to);
    };
    return Object.create(host, { fs: { value: { ...host.fs, renameSync } } }) as Host;
  }
  return watchStatements(host, (sql) => {
    // Not what stops a swap for good.
    if (/^(ALTER DATABASE "?restore_\w+"? RENAME|RENAME TABLE (?!.*swap stopped))/.test(sql)) throw fail();
  });
}

describe.each(oneOf(kinds, 0))('the states to go back to on %s', (kind) => {
  test('are those that differ, each once, and the newest that differs from now comes first', async () => {
    const at = await start(kind);
    const states = async () => {
      const found: WayBack[] = [];
      for await (const way of findWaysBack(hostAt(), at.policy, at.target, none)) found.push(way);
      return found.map(({ entry, loss }) => ({ id: entry.id, differs: loss.length > 0 }));
    };
    const keep = { ...at.policy, backup: { ...at.policy.backup, keep: 10 } };
    const push = async (seconds: number) => {
      const why = { reason: 'before db push', argv: ['prisma', 'db', 'push'] };
      const host = hostAt(seconds * 1000);
      const made = await backUp({ host, target: at.target, policy: keep, why, kind: 'automatic', need: 'always' });
      if (made.status !== 'made') throw new Error(made.because);
      return made.backup.id;
    };
    await at.run('CREATE TABLE filled (id INT, note VARCHAR(9))');
    await at.run("INSERT INTO filled VALUES (1, 'a'), (2, 'b')");
    const before = await at.contents();
    const first = await push(0);
    // The push drops the column; the same push twice more changes nothing.
    await at.run('ALTER TABLE filled DROP COLUMN note');
    const second = await push(1);
    const third = await push(2);
    expect(await states()).toEqual([
      { id: third, differs: false },
      { id: first, differs: true },
    ]);
    expect(second).not.toBe(third);
    await at.undo(hostAt(3000));
    expect(await at.contents()).toEqual(before);
    // What was undone is a state, and what is here now is none to go to.
    const [undone, ...others] = await states();
    expect([undone?.differs, others.map(({ id, differs }) => [id, differs])]).toEqual([true, [[first, false]]]);
    await at.run("UPDATE filled SET note = 'c' WHERE id = 1");
    const [, back] = await states();
    expect(back).toEqual({ id: first, differs: true });
  });
});

test('only what was made before a command, or used in the place of that, is gone back to', async () => {
  const at = await start('sqlite');
  const why = { reason: 'manual', argv: [] };
  await backUp({ host: hostAt(), target: at.target, policy: at.policy, why, kind: 'manual', need: 'always' });
  const scheduled = await at.guard(hostAt(), 'scheduled');
  const find = (used = none) => findWayBack(hostAt(), at.policy, at.target, used);
  await expect(find()).rejects.toMatchObject({ code: 'restore-refused', message: 'There is nothing to undo.' });
  expect((await find(new Set([scheduled]))).entry.id).toBe(scheduled);
  const guarded = await at.guard(hostAt(1000));
  await at.guard(hostAt(2000), 'scheduled');
  expect((await find(new Set([scheduled]))).entry.id).toBe(guarded);
});

test('a damaged database is brought back, and what could be had of it is no state that is gone back to', async () => {
  const at = await start('sqlite');
  const file = at.target.identity.database;
  await at.run('CREATE TABLE big (body TEXT)');
  for (let row = 0; row < 200; row++) await at.run(`INSERT INTO big VALUES ('row-${row} ${'x'.repeat(100)}')`);
  const before = await at.contents();
  const id = await at.guard();
  const bytes = readFileSync(file);
  bytes.fill(0xee, bytes.indexOf('row-100 ') - 1500, bytes.indexOf('row-100 ') + 1500);
  writeFileSync(file, bytes);
  const { entry, loss } = await findWayBack(hostAt(), at.policy, at.target, none);
  expect({ id: entry.id, loss: loss[0] }).toEqual({ id, loss: expect.stringContaining('the database is damaged') });
  await expect(at.undo(failing('sqlite', at))).rejects.toMatchObject({ code: 'restore-refused' });
  await at.undo(hostAt(1000));
  expect(await at.contents()).toEqual(before);
  await expect(at.undo(hostAt(2000))).rejects.toMatchObject({
    message: 'The last guarded command cannot be undone.',
    why: expect.stringMatching(/_before-undo_.* holds only what could be read\. Missing: table big: /),
  });
  expect(await at.contents()).toEqual(before);
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
