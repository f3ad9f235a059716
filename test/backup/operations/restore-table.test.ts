import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backUp } from '../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../src/backup/operations/find-backup.ts';
import { compareRows, findTable, restoreTable } from '../../../src/backup/operations/restore-table.ts';
import type { GoodEntry } from '../../../src/backup/repository/read.ts';
import { createHost } from '../../../src/host.ts';
import { mergePolicies } from '../../../src/policy/load.ts';
import { share } from '../../support/sweep.ts';
import { type Kind, makePlace } from '../engines/engine-places.ts';
import { scratchFolder } from '../engines/scratch.ts';

const host = createHost();
const kinds: Kind[] = ['sqlite', 'postgresql', 'mysql'];

/** A table with children, a key that no column has, values of several types, and a trigger that must not run. */
const sql: Record<Kind, string[]> = {
  sqlite: [
    `CREATE TABLE "Team" (id INTEGER PRIMARY KEY)`,
    `CREATE TABLE "Order" (id INTEGER PRIMARY KEY AUTOINCREMENT, "the note" TEXT, data BLOB, team INTEGER REFERENCES "Team"(id),
      shout TEXT GENERATED ALWAYS AS (upper("the note")) STORED)`,
    `CREATE TABLE "Line" (id INTEGER PRIMARY KEY, "order" INTEGER NOT NULL REFERENCES "Order"(id) ON DELETE CASCADE)`,
    `CREATE TABLE log (what TEXT)`,
    `CREATE TRIGGER heard AFTER INSERT ON "Order" BEGIN INSERT INTO log VALUES ('ran'); END`,
    `INSERT INTO "Team" VALUES (1)`,
    `INSERT INTO "Order" (id, "the note", data, team) VALUES (0, 'zero', x'00ff', 1), (7, 'ä''s', NULL, NULL)`,
    `DELETE FROM log`,
    `INSERT INTO "Line" VALUES (1, 7)`,
  ],
  postgresql: [
    `CREATE TYPE mood AS ENUM ('good', 'bad')`,
    `CREATE TABLE "Team" (id int PRIMARY KEY)`,
    `CREATE TABLE "Order" (id serial PRIMARY KEY, "the note" text UNIQUE, data bytea, team int REFERENCES "Team"(id), m mood,
      shout text GENERATED ALWAYS AS (upper("the note")) STORED)`,
    `CREATE TABLE "Line" (id int PRIMARY KEY, "order" int NOT NULL REFERENCES "Order"(id) ON DELETE CASCADE)`,
    `CREATE VIEW notes AS SELECT "the note" FROM "Order"`,
    `CREATE TABLE log (what text)`,
    `CREATE FUNCTION hear() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN INSERT INTO public.log VALUES ('ran'); RETURN NULL; END $f$`,
    `INSERT INTO "Team" VALUES (1)`,
    `INSERT INTO "Order" (id, "the note", data, team, m) VALUES (0, 'zero', '\\x00ff', 1, 'bad'), (7, 'ä''s', NULL, NULL, NULL)`,
    `SELECT setval('"Order_id_seq"', 7)`,
    `CREATE TRIGGER heard AFTER INSERT OR DELETE ON "Order" FOR EACH ROW EXECUTE FUNCTION hear()`,
    `INSERT INTO "Line" VALUES (1, 7)`,
  ],
  mysql: [
    'CREATE TABLE `Team` (id INT PRIMARY KEY)',
    "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO'",
    'CREATE TABLE `Order` (id INT AUTO_INCREMENT PRIMARY KEY, `the note` VARCHAR(40), data BLOB, team INT REFERENCES `Team`(id), shout VARCHAR(40) AS (upper(`the note`)) STORED, FOREIGN KEY (team) REFERENCES `Team`(id))',
    'CREATE TABLE `Line` (id INT PRIMARY KEY, `order` INT NOT NULL, FOREIGN KEY (`order`) REFERENCES `Order`(id) ON DELETE CASCADE)',
    'CREATE TABLE log (what TEXT)',
    'INSERT INTO `Team` VALUES (1)',
    "INSERT INTO `Order` (id, `the note`, data, team) VALUES (1, 'zero', x'00ff', 1), (7, 'ä''s', NULL, NULL)",
    'INSERT INTO `Line` VALUES (1, 7)',
  ],
};

const quoted: Record<Kind, (name: string) => string> = {
  sqlite: (name) => `"${name}"`,
  postgresql: (name) => `"${name}"`,
  mysql: (name) => `\`${name}\``,
};

async function start(kind: Kind) {
  const place = await makePlace(kind);
  await place.run(sql[kind].join(';\n'));
  const repository = join(scratchFolder(), 'backups');
  const base = mergePolicies([], '/');
  const policy = { ...base, backup: { ...base.backup, repository, cheapBytes: 1e9 } };
  const { target } = place;
  const why = { reason: 'before db push', argv: [] };
  const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'always' });
  if (made.status !== 'made') throw new Error(made.because);
  const entry = await findBackup(host, policy, target, made.backup.id);
  const q = quoted[kind];
  const rowsOf = (table: string) =>
    place.rows(`SELECT id, ${q('the note')}, data, team, shout FROM ${q(table)} ORDER BY id`);
  return { ...place, policy, entry, q, rowsOf };
}

type Started = Awaited<ReturnType<typeof start>>;

function restore({ target, policy }: Started, entry: GoodEntry, inPlace: boolean) {
  const table = findTable(entry, 'order');
  return restoreTable({ host, target, policy, entry, table, inPlace, argv: [] });
}

describe.each(share(kinds, 2))('one table of a backup on %s', (kind) => {
  test('comes back beside the present one or in its place, and nothing else changes', async () => {
    const at = await start(kind);
    const { q, entry } = at;
    const before = await at.rowsOf('Order');
    const lines = await at.rows(`SELECT * FROM ${q('Line')}`);
    await at.run(`UPDATE ${q('Order')} SET ${q('the note')} = 'new' WHERE id = 7; INSERT INTO ${q('Team')} VALUES (2)`);
    if (kind !== 'mysql')
      await at.run(`INSERT INTO ${q('Order')} (${q('the note')}) VALUES ('later'); DELETE FROM log`);
    const ruined = await at.rowsOf('Order');

    const found = await compareRows({ ...at, host, names: [findTable(entry, 'order')], most: 5 });
    const [apart] = [...found.values()];
    expect(apart?.onlyThen.map((row) => JSON.parse(row)['the note'])).toEqual(["ä's"]);
    expect(apart?.onlyNow.map((row) => JSON.parse(row)['the note']).sort()).toEqual(
      kind === 'mysql' ? ['new'] : ['later', 'new'],
    );

    const beside = await restore(at, entry, false);
    expect(beside.name).toMatch(/^Order_restored_\d{14}$/);
    expect(await at.rowsOf(beside.name)).toEqual(before);
    expect(await at.rowsOf('Order')).toEqual(ruined);

    const placed = await restore(at, entry, true);
    expect(await at.rowsOf('Order')).toEqual(before);
    expect(await at.rows(`SELECT * FROM ${q('Line')}`)).toEqual(lines);
    expect(await at.rows(`SELECT * FROM ${q('Team')} ORDER BY id`)).toHaveLength(2);
    expect(await at.rows('SELECT * FROM log')).toEqual([]);
    // Keys and triggers are there again, and a number that was given out is not given out twice.
    await expect(at.run(`INSERT INTO ${q('Line')} VALUES (9, 99)`)).rejects.toThrow();
    await at.run(`INSERT INTO ${q('Order')} (${q('the note')}) VALUES ('next')`);
    const [next] = await at.rows(`SELECT id FROM ${q('Order')} WHERE ${q('the note')} = 'next'`);
    expect(Number(next?.['id'])).toBe(kind === 'mysql' ? 8 : 9);
    expect(await at.rows('SELECT * FROM log')).toHaveLength(kind === 'mysql' ? 0 : 1);
    // The state before is a backup like any other.
    const kept = await findBackup(host, at.policy, at.target, placed.before.id);
    await restore(at, kept, true);
    expect(await at.rowsOf('Order')).toEqual(ruined);
  });

  test('is refused in place, with all as it was, where columns are others or a foreign key would be broken', async () => {
    const at = await start(kind);
    const { q, entry } = at;
    await at.run(
      `INSERT INTO ${q('Order')} (id, ${q('the note')}) VALUES (20, 'x'); INSERT INTO ${q('Line')} VALUES (2, 20)`,
    );
    const [orders, lines] = [await at.rowsOf('Order'), await at.rows(`SELECT * FROM ${q('Line')}`)];
    await expect(restore(at, entry, true)).rejects.toMatchObject({ code: 'restore-refused' });
    expect(await at.rowsOf('Order')).toEqual(orders);
    expect(await at.rows(`SELECT * FROM ${q('Line')} ORDER BY id`)).toEqual(lines);
    await at.run(`ALTER TABLE ${q('Order')} ADD COLUMN more INT`);
    await expect(restore(at, entry, true)).rejects.toMatchObject({
      why: expect.stringMatching(/The columns of (public\.)?Order are not those of the backup: now there is more int/i),
    });
    expect(await at.rowsOf((await restore(at, entry, false)).name)).toHaveLength(2);
    expect(() => findTable(entry, 'nothing')).toThrow();
  });
});
