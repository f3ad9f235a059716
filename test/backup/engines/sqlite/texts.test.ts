import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ExactValue, exactly, exactRow, Text } from '../../../../src/backup/engines/sqlite/exact-values.ts';
import { readContents } from '../../../../src/backup/engines/sqlite/read-contents.ts';
import { backUp } from '../../../../src/backup/operations/back-up.ts';
import { findBackup } from '../../../../src/backup/operations/find-backup.ts';
import { restoreBackup } from '../../../../src/backup/operations/restore.ts';
import { verifyBackup } from '../../../../src/backup/operations/verify.ts';
import { open, type Value } from '../../../../src/databases/sqlite/driver.ts';
import '../../../support/needs.ts';
import { queryRows } from '../../../support/sql.ts';
import { tickingHost } from '../scratch.ts';
import { type SqlitePlace, sqlitePlace } from './place.ts';

const host = tickingHost();

async function digests(place: SqlitePlace): Promise<(string | undefined)[]> {
  const connection = await open(host, place.file, 'ro');
  try {
    return readContents(connection).tables.map(({ digest }) => digest);
  } finally {
    connection.close();
  }
}

/** Text of these bytes, in the encoding that the database has. */
const text = (hex: string) => `CAST(x'${hex}' AS TEXT)`;
const filled = (encoding: string, ...values: string[]) => {
  const place = sqlitePlace();
  rmSync(place.file);
  const rows = values.map((value) => `(${value})`).join(', ');
  place.exec(`PRAGMA encoding = '${encoding}'; CREATE TABLE t (a); INSERT INTO t VALUES ${rows}`);
  return place;
};

describe.each([
  ['what is no UTF-8', 'UTF-8', [text('63616665e9'), text('ff'), text('eda080')]],
  ['what follows a NUL', 'UTF-8', [text('610062'), text('00'), "''"]],
  ['half a pair', 'UTF-16le', [text('3dd8'), text('610000d8'), text('6100')]],
  ['half a pair the other way round', 'UTF-16be', [text('d83d'), text('0061d800'), text('0061')]],
])('a text with %s', (_, encoding, values) => {
  it('comes back by its bytes', async () => {
    const place = filled(encoding, ...values);
    const { target, policy } = place;
    const bytes = () =>
      queryRows('sqlite', `file:${place.file}`, 'SELECT typeof(a) AS t, hex(CAST(a AS BLOB)) AS a FROM t');
    const before = await bytes();
    const why = { reason: 'before db push', argv: [] };
    const made = await backUp({ host, target, policy, why, kind: 'automatic', need: 'mandatory' });
    if (made.status !== 'made') throw new Error(made.because);
    const entry = await findBackup(host, policy, target, made.backup.id);
    expect((await verifyBackup({ host, target, policy, entry })).check).toBe('verified');
    place.exec('DELETE FROM t');
    await restoreBackup({ host, target, policy, entry, ontoOther: false, argv: [] });
    expect(await bytes()).toEqual(before);
  });

  it('is told from others', async () => {
    const found = await Promise.all(values.map((value) => digests(filled(encoding, value))));
    expect(new Set(found.flat()).size).toBe(values.length);
  });
});

it('a digest is the same in every encoding, and the one that it always was', async () => {
  const values = ["'Zürich 🚲'", "''", "x'00ff'", '1', '1.5', 'NULL'];
  const found = await Promise.all(
    ['UTF-8', 'UTF-16le', 'UTF-16be'].map((encoding) => digests(filled(encoding, ...values))),
  );
  expect(found.flat()).toEqual(Array(3).fill('9de65a7b66fcd63fa5668d7ef926d572'));
});

it('a definition that is no text is refused by name', async () => {
  const place = sqlitePlace();
  rmSync(place.file);
  place.exec(`CREATE TABLE t (a DEFAULT 'x'); PRAGMA writable_schema = on;
    UPDATE sqlite_master SET sql = CAST(x'435245415445205441424c4520742028612044454641554c542027e92729' AS TEXT)`);
  const { target, policy } = place;
  const why = { reason: 'before db push', argv: [] };
  const making = backUp({ host, target, policy, why, kind: 'automatic', need: 'mandatory' });
  await expect(making).rejects.toThrow(
    expect.objectContaining({ why: expect.stringContaining('the definition of t is not written in UTF-8') }),
  );
});

it('more columns than an integer has bits are told apart', async () => {
  const place = sqlitePlace();
  const names = Array.from({ length: 130 }, (_, index) => `c${index}`);
  place.exec(`CREATE TABLE t (${names.join(', ')});
    INSERT INTO t VALUES (${names.map((_, index) => (index % 7 === 0 ? `'${index}'` : `x'${index % 10}0'`)).join(', ')})`);
  const connection = await open(host, place.file, 'ro');
  const [row] = [...connection.rows(`SELECT ${exactly(names)} FROM t`)] as [Record<string, Value>];
  connection.close();
  const isText = exactRow(row, names.length, 'UTF-8').map((value: ExactValue) => value instanceof Text);
  expect(isText).toEqual(names.map((_, index) => index % 7 === 0));
});
