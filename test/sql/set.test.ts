import { expect, test } from 'vitest';
import { createHost } from '../../src/host.ts';
import { readSql } from '../../src/sql/read.ts';
import type { SqlEffect, SqlObject, SqlStatement } from '../../src/sql/script.ts';
import { readSet } from '../../src/sql/set.ts';

const host = createHost();

/** Each script is a migration, `1`, `2`, … */
async function pending(...scripts: string[]) {
  const read = scripts.map(async (sql, index) => ({
    migration: String(index + 1),
    statements: (await readSql(host, sql, { dialect: 'postgresql' })) ?? [],
  }));
  return readSet(await Promise.all(read));
}

test.each([
  ['a table', ['CREATE TABLE a (id int);', 'DROP TABLE a;']],
  ['its column', ['CREATE TABLE a (id int, b text);', 'ALTER TABLE a DROP COLUMN b;']],
  ['its rows', ['CREATE TABLE a (id int); INSERT INTO a VALUES (1); DELETE FROM a;']],
  ['a column of a table that stays', ['ALTER TABLE a ADD COLUMN b text;', 'ALTER TABLE a DROP COLUMN b;']],
  ['values of a column that was added', ['ALTER TABLE a ADD COLUMN b text; UPDATE a SET b = c;']],
  ['a table under its later name', ['CREATE TABLE a (id int); ALTER TABLE a RENAME TO b;', 'DROP TABLE b;']],
  ['a column under its later name', ['ALTER TABLE a ADD b text; ALTER TABLE a RENAME b TO c; ALTER TABLE a DROP c;']],
  ['what lies in a schema', ['CREATE SCHEMA s; CREATE TABLE s.a (id int);', 'DROP TABLE s.a; DROP SCHEMA s CASCADE;']],
])('what the set has made is no loss: %s', async (_, scripts) => {
  const { risk, losses } = await pending(...scripts);
  expect(losses).toEqual([]);
  expect(risk).toBe('none');
});

test.each([
  ['made only if it was missing', ['CREATE TABLE IF NOT EXISTS a (id int);', 'DROP TABLE a;'], 'a'],
  ['made after it was dropped', ['DROP TABLE a;', 'CREATE TABLE a (id int);'], 'a'],
  ['in another schema', ['CREATE TABLE s.a (id int);', 'DROP TABLE a;'], 'a'],
  ['made, and taken back', ['BEGIN; CREATE TABLE a (id int); ROLLBACK;', 'DROP TABLE a;'], 'a'],
  ['made under another search path', ['CREATE TABLE a (id int); SET search_path = s;', 'DROP TABLE a;'], 'a'],
  [
    'made in a branch',
    ['DO $$ BEGIN IF now() > now() THEN CREATE TABLE a (id int); END IF; END $$; DROP TABLE a;'],
    'a',
  ],
  ['under the name that it was given', ['ALTER TABLE a RENAME TO b;', 'DROP TABLE b;'], 'a'],
  ['replaced, the old one dropped', ['ALTER TABLE a RENAME TO b; CREATE TABLE a (id int);', 'DROP TABLE b;'], 'a'],
  ['made twice', ['CREATE TABLE a (id int); DROP TABLE a;', 'DROP TABLE a;'], 'a'],
  ['with columns by a type that was made', ['CREATE TYPE t AS ENUM (); DROP TYPE t CASCADE;'], 't'],
])('what was there is lost: %s', async (_, scripts, name) => {
  const { risk, losses } = await pending(...scripts);
  expect(risk).toBe('destroy');
  expect(losses.map(({ object }) => object.name.join('.'))).toEqual([name]);
});

test('a table that has got the name of one that is gone is not made by CREATE TABLE IF NOT EXISTS', async () => {
  const { losses } = await pending(
    'DROP TABLE a; ALTER TABLE c RENAME TO a; CREATE TABLE IF NOT EXISTS a (id int);',
    'DELETE FROM a;',
  );
  expect(losses.map(({ deed, object }) => `${deed} ${object.name}`)).toEqual(['removes a', 'removes rows c']);
});

test('a loss says what, in which migration, on which line, and how it was called before', async () => {
  const { losses } = await pending(
    'CREATE TABLE "New" (id int);',
    '-- a note\nALTER TABLE "User" RENAME COLUMN "bio" TO "about";\n\nALTER TABLE "User"\n  DROP COLUMN "about";',
  );
  expect(losses).toHaveLength(1);
  expect(losses[0]).toMatchObject({
    deed: 'removes',
    object: { type: 'table', name: ['User'], columns: ['bio'] },
    migration: '2',
    statement: { line: 4 },
  });
});

test('a drop and an add that may be a rename are said to be one, unless the types differ', async () => {
  const drop = 'ALTER TABLE a DROP COLUMN "name", ADD COLUMN "label" TEXT;';
  const statements = (await readSql(host, drop, { dialect: 'postgresql' })) ?? [];
  const set = [{ migration: '1', statements }];
  const ids = (type?: string) =>
    readSet(set, { typeOf: () => type }).hazards.filter(({ id }) => id === 'RENAME_AS_DROP');
  expect(ids()).toHaveLength(1);
  expect(ids('character varying(20)')).toHaveLength(1);
  expect(ids('integer')).toEqual([]);
  expect(ids()[0]?.object).toEqual({ type: 'table', name: ['a'], columns: ['name', 'label'] });
});

test('a change of type, a column gone and come under one name, is no rename', async () => {
  const { hazards } = await pending('ALTER TABLE a DROP COLUMN b, ADD COLUMN b TEXT;');
  expect(hazards.map(({ id }) => id)).toEqual(['DELETES_DATA']);
});

test('locks and constraints of a table that the set has made are no hazard', async () => {
  const { hazards } = await pending(
    'CREATE TABLE a (id int);',
    'CREATE UNIQUE INDEX i ON a(id); ALTER TABLE a ADD COLUMN b int NOT NULL; ALTER TABLE a ADD CHECK (id > 0);',
  );
  expect(hazards).toEqual([]);
});

const table = (name: string): SqlObject => ({ type: 'table', name: [name] });

/** As a reader gives it, with the risk of its effects left to the set. */
const statement = (...effects: SqlEffect[]): SqlStatement => ({
  line: 1,
  text: 'x',
  risk: 'none',
  effects,
  hazards: [],
});

/** Prisma's own way to alter a table of SQLite: a new one, all rows into it, the old one dropped, the new one renamed. */
const rewrite = (leaves: readonly string[] | undefined) => [
  statement({ deed: 'adds', object: table('new_a') }),
  statement({ deed: 'adds rows', object: table('new_a'), from: { table: table('a'), leaves } }),
  statement({ deed: 'removes', object: table('a') }),
  statement({ deed: 'renames', object: table('new_a'), to: ['a'] }),
];

test("Prisma's own rewrite of a table is no loss, and a column that it leaves out is", () => {
  const lossesOf = (statements: readonly SqlStatement[]) =>
    readSet([{ migration: '1', statements }]).losses.map(({ object }) => [...object.name, ...(object.columns ?? [])]);
  expect(lossesOf(rewrite([]))).toEqual([]);
  expect(lossesOf(rewrite(['bio']))).toEqual([['a', 'bio']]);
  expect(lossesOf(rewrite(undefined))).toEqual([['a']]);
  // Its rows are the old one's from then on.
  expect(lossesOf([...rewrite([]), statement({ deed: 'removes', object: table('a') })])).toEqual([['a']]);
  const emptied = rewrite([]).toSpliced(2, 0, statement({ deed: 'removes rows', object: table('new_a') }));
  expect(lossesOf(emptied)).toEqual([['a']]);
});

test('what nobody can read is unknown, and what is known to destroy is stricter', async () => {
  expect(await pending('SELECT unseen();')).toMatchObject({ risk: 'unknown', unknown: [{ migration: '1' }] });
  expect((await pending('SELECT unseen(); DROP TABLE a;')).risk).toBe('destroy');
  expect((await pending('CREATE INDEX i ON a(b);', 'DROP INDEX j;')).risk).toBe('change');
});
