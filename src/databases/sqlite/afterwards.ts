import type { Host } from '../../host.ts';
import { type Afterwards, type AskedAfterwards, type Fault, lookPatienceMs, readThrough } from '../afterwards.ts';
import { type Connection, readValue } from './driver.ts';
import { quote, text } from './names.ts';

/** Reads only. A file that is larger than what is read through soon is not looked through for damage. Throws where it cannot be read. */
export function lookAfterwards(host: Host, connection: Connection, file: string, { had }: AskedAfterwards): Afterwards {
  connection.run(`PRAGMA busy_timeout = ${lookPatienceMs}`);
  const there = had.filter((table) => isThere(connection, table));
  const isSmall = (host.fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0) <= readThrough;
  const damage = isSmall ? findDamage(connection) : [];
  return {
    gone: had.filter((table) => !there.includes(table)),
    empty: there.filter(
      (table) => Number(readValue(connection, `SELECT EXISTS (SELECT 1 FROM ${quote(table)})`)) === 0,
    ),
    faults: [...damage, ...(isSmall ? brokenReferences(connection) : [])],
  };
}

function isThere(connection: Connection, table: string): boolean {
  const found = `SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ${text(table)} COLLATE NOCASE`;
  return Number(readValue(connection, found)) > 0;
}

function findDamage(connection: Connection): Fault[] {
  const said = [...connection.rows('PRAGMA quick_check(3)')].map((row) => String(Object.values(row)[0]));
  if (said.length === 1 && said[0] === 'ok') return [];
  return [{ kind: 'damage', name: 'the file', says: `is damaged: ${said.join('; ')}` }];
}

/** Rows whose foreign key leads nowhere, counted by table and by where it was to lead. */
export function brokenReferences(connection: Connection): Fault[] {
  const rows = connection.rows(
    'SELECT "table" AS child, parent, count(*) AS number FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2',
  );
  return [...rows].map(({ child, parent, number }) => {
    const count = Number(number);
    const says = `${count} ${count === 1 ? 'row leads' : 'rows lead'} to nothing`;
    return { kind: 'foreign key', name: `${child} to ${parent}`, says, rows: count };
  });
}
